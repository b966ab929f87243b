<?php

const STAND_IN_EMPTY_CART = ['lines' => [], 'country' => '', 'email' => '', 'rate' => '', 'draft' => 0];

/** One shopper's cart, kept by its token; an unknown token has an empty one. */
class Stand_In_Cart
{
    public array $data;

    public function __construct(public readonly string $token)
    {
        $this->data = get_transient("stand_in_cart_$token") ?: STAND_IN_EMPTY_CART;
    }

    public static function fresh(): self
    {
        return new self(bin2hex(random_bytes(16)));
    }

    public function keep(): void
    {
        set_transient("stand_in_cart_$this->token", $this->data, 2 * DAY_IN_SECONDS);
    }

    public function shown(): array
    {
        $items = array_map($this->line(...), array_keys($this->data['lines']), $this->data['lines']);
        return [
            'items' => $items,
            'items_count' => array_sum($this->data['lines']),
            'needs_payment' => (bool) $items,
            'needs_shipping' => (bool) $items,
            'shipping_rates' => $items ? $this->rates() : [],
            'payment_methods' => stand_in_payment_methods(),
            'totals' => $this->totals(),
        ];
    }

    public function totals(): array
    {
        $items = 0;
        foreach ($this->data['lines'] as $id => $quantity) {
            $items += $quantity * (int) stand_in_product($id)['prices']['price'];
        }
        $delivery = (int) stand_in_minor(stand_in_rates($this->data['country'])[$this->rate()] ?? 0);
        return [
            'total_items' => (string) $items,
            'total_shipping' => (string) $delivery,
            'total_price' => (string) ($items + $delivery),
        ] + stand_in_money();
    }

    public function draft(): WC_Order
    {
        $order = $this->data['draft'] ? wc_get_order($this->data['draft']) : false;
        $order = $order ?: stand_in_draft();
        $this->data['draft'] = $order->get_id();
        return $order;
    }

    private function line(int $id, int $quantity): array
    {
        return ['key' => md5((string) $id), 'quantity' => $quantity] + (stand_in_product($id) ?? ['id' => $id]);
    }

    private function rate(): string
    {
        $rates = stand_in_rates($this->data['country']);
        return isset($rates[$this->data['rate']]) ? $this->data['rate'] : (string) array_key_first($rates);
    }

    private function rates(): array
    {
        $rates = [];
        foreach (stand_in_rates($this->data['country']) as $id => $cost) {
            $rates[] = ['rate_id' => $id, 'price' => stand_in_minor($cost), 'selected' => $id === $this->rate()] + stand_in_money();
        }
        return $rates ? [['package_id' => 0, 'name' => 'Shipment 1', 'shipping_rates' => $rates]] : [];
    }
}

function stand_in_payment_methods(): array
{
    return (get_option('woocommerce_cod_settings')['enabled'] ?? 'no') === 'yes' ? ['cod'] : [];
}
