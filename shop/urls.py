from django.urls import path

from shop.views import orders, payments, sales

app_name = "shop"
urlpatterns = [
    path("my/sales/", sales.SaleListView.as_view(), name="sales"),
    path("my/sales/<int:pk>/sent/", sales.SaleShipView.as_view(), name="sale_ship"),
    path("shop/pay/demo/<uuid:uuid>/", payments.DemoPageView.as_view(), name="pay_demo"),
    path("shop/order/<str:token>/", orders.OrderLinkView.as_view(), name="order_link"),
    path("shop/accounts/orders/", orders.OrderListView.as_view(), name="orders"),
    path("shop/accounts/orders/<str:number>/", orders.OrderDetailView.as_view(), name="order"),
]
