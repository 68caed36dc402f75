"""Django has no Arabic form for a day with its time, and would fall back on the American one."""

DATETIME_FORMAT = "j F، Y، g:i A"
SHORT_DATETIME_FORMAT = "d‏/m‏/Y g:i A"
