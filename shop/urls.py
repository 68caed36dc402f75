from django.urls import path

from shop.views import listings, orders, payments, sales

app_name = "shop"
urlpatterns = [
    path("my/shop/", listings.MyListingsView.as_view(), name="my_listings"),
    path("my/shop/offer/<str:project_public_id>/", listings.OfferView.as_view(), name="offer"),
    path("my/shop/<str:public_id>/", listings.ChangeListingView.as_view(), name="change_listing"),
    path("my/shop/<str:public_id>/withdraw/", listings.WithdrawView.as_view(), name="withdraw"),
    path("my/shop/<str:public_id>/relist/", listings.RelistView.as_view(), name="relist"),
    path("my/sales/", sales.SaleListView.as_view(), name="sales"),
    path("my/sales/<int:pk>/sent/", sales.SaleShipView.as_view(), name="sale_ship"),
    path("shop/pay/demo/<uuid:uuid>/", payments.DemoPageView.as_view(), name="pay_demo"),
    path("shop/order/<str:token>/", orders.OrderLinkView.as_view(), name="order_link"),
    path("shop/accounts/orders/", orders.OrderListView.as_view(), name="orders"),
    path("shop/accounts/orders/<str:number>/", orders.OrderDetailView.as_view(), name="order"),
]
