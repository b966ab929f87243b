<?php

// The calls that Storeyard's shopper makes, and no other.

add_action('rest_api_init', static function (): void {
    foreach (stand_in_routes() as [$method, $path, $answer]) {
        register_rest_route('wc/store/v1', $path, [
            'methods' => $method,
            'permission_callback' => '__return_true',
            'callback' => $answer,
        ], false);
    }
});

function stand_in_routes(): array
{
    return [
        ['GET', '/products', 'stand_in_products'],
        ['GET', '/cart', static fn($asked) => stand_in_in_cart(stand_in_cart($asked) ?? Stand_In_Cart::fresh(), 200)],
        ['POST', '/cart/add-item', stand_in_step('stand_in_add')],
        ['POST', '/cart/update-customer', stand_in_step('stand_in_update_customer')],
        ['POST', '/cart/select-shipping-rate', stand_in_step('stand_in_select_rate')],
        ['DELETE', '/cart/items', stand_in_step('stand_in_empty')],
        ['GET', '/checkout', stand_in_step('stand_in_show_draft')],
        ['POST', '/checkout', stand_in_step('stand_in_checkout')],
        ['GET', '/order/(?P<id>\d+)', 'stand_in_order'],
    ];
}

function stand_in_cart(WP_REST_Request $asked): ?Stand_In_Cart
{
    $token = preg_replace('/[^0-9a-f]/', '', (string) $asked->get_header('Cart-Token'));
    return $token === '' ? null : new Stand_In_Cart($token);
}

/** A call that needs a cart. */
function stand_in_step(callable $step): Closure
{
    return static function (WP_REST_Request $asked) use ($step) {
        $cart = stand_in_cart($asked);
        return $cart ? $step($asked, $cart) : stand_in_refusal(401, 'woocommerce_rest_missing_nonce', 'Missing the Nonce header.');
    };
}

function stand_in_refusal(int $status, string $code, string $message): WP_Error
{
    return new WP_Error($code, $message, ['status' => $status]);
}

function stand_in_reply(mixed $body, Stand_In_Cart $cart, int $status = 200): WP_REST_Response
{
    $cart->keep();
    return new WP_REST_Response($body, $status, ['Cart-Token' => $cart->token]);
}

function stand_in_in_cart(Stand_In_Cart $cart, int $status): WP_REST_Response
{
    return stand_in_reply($cart->shown(), $cart, $status);
}

function stand_in_products(WP_REST_Request $asked): array
{
    $sku = (string) $asked['sku'];
    return $sku === '' ? stand_in_catalogue() : array_filter([stand_in_product(wc_get_product_id_by_sku($sku))]);
}

function stand_in_add(WP_REST_Request $asked, Stand_In_Cart $cart): WP_REST_Response|WP_Error
{
    $product = stand_in_product((int) $asked['id']);
    if (!$product || !$product['is_in_stock']) {
        return stand_in_refusal(400, 'woocommerce_rest_product_out_of_stock', 'This product cannot be added to the cart.');
    }
    $cart->data['lines'][$product['id']] = ($cart->data['lines'][$product['id']] ?? 0) + (int) ($asked['quantity'] ?? 1);
    return stand_in_in_cart($cart, 201);
}

function stand_in_update_customer(WP_REST_Request $asked, Stand_In_Cart $cart): WP_REST_Response
{
    $cart->data['country'] = $asked['shipping_address']['country'] ?? $asked['billing_address']['country'];
    $cart->data['email'] = $asked['billing_address']['email'];
    return stand_in_in_cart($cart, 200);
}

function stand_in_select_rate(WP_REST_Request $asked, Stand_In_Cart $cart): WP_REST_Response
{
    $cart->data['rate'] = (string) $asked['rate_id'];
    return stand_in_in_cart($cart, 200);
}

function stand_in_empty(WP_REST_Request $asked, Stand_In_Cart $cart): WP_REST_Response
{
    $cart->data['lines'] = [];
    return stand_in_reply([], $cart);
}

function stand_in_show_draft(WP_REST_Request $asked, Stand_In_Cart $cart): WP_REST_Response|WP_Error
{
    if (!$cart->data['lines']) {
        return stand_in_refusal(400, 'woocommerce_rest_cart_empty', 'Cannot create order from empty cart.');
    }
    return stand_in_reply(stand_in_placed($cart->draft()), $cart);
}

function stand_in_checkout(WP_REST_Request $asked, Stand_In_Cart $cart): WP_REST_Response|WP_Error
{
    if (!$cart->data['lines']) {
        return stand_in_refusal(400, 'woocommerce_rest_cart_empty', 'Cannot create order from empty cart.');
    }
    if (!in_array($asked['payment_method'], stand_in_payment_methods(), true)) {
        return stand_in_refusal(400, 'woocommerce_rest_checkout_payment_method_disabled', 'This payment method is not available.');
    }
    $order = stand_in_place($cart, $asked['billing_address']['email']);
    $cart->data = ['lines' => [], 'draft' => 0] + $cart->data;
    return stand_in_reply(stand_in_placed($order), $cart);
}

function stand_in_place(Stand_In_Cart $cart, string $email): WC_Order
{
    $order = $cart->draft();
    foreach (['lines' => $cart->data['lines'], 'totals' => $cart->totals(), 'email' => $email] as $name => $value) {
        $order->set($name, $value);
    }
    do_action('woocommerce_store_api_checkout_update_order_meta', $order);
    $order->save();
    $order->update_status('processing');
    $order->move_stock(-1);
    wp_mail(get_option('admin_email'), "New order #{$order->get_id()}", 'There is an order.');
    return $order;
}

function stand_in_placed(WC_Order $order): array
{
    return [
        'order_id' => $order->get_id(),
        'order_number' => (string) $order->get_id(),
        'order_key' => $order->get('key'),
        'status' => $order->get_status(),
        'payment_method' => 'cod',
        'payment_result' => ['payment_status' => 'success', 'payment_details' => [], 'redirect_url' => ''],
    ];
}

function stand_in_order(WP_REST_Request $asked): array|WP_Error
{
    $order = wc_get_order((int) $asked['id']);
    if (!$order || $order->get('key') !== $asked['key'] || $order->get('email') !== $asked['billing_email']) {
        return stand_in_refusal(401, 'woocommerce_rest_invalid_order', 'Invalid order ID or key provided.');
    }
    return ['id' => $order->get_id(), 'status' => $order->get_status(), 'totals' => $order->get('totals')];
}
