"""Oscar's own root, under our address list."""

from oscar import config


class Shop(config.Shop):
    pass
