<?php

/** An order is a post; what it says lies in one meta field. */
class WC_Order
{
    private array $data;

    public function __construct(private readonly int $id)
    {
        $this->data = get_post_meta($id, '_stand_in', true) ?: ['meta' => [], 'lines' => [], 'key' => 'wc_order_' . wp_generate_password(13, false)];
    }

    public function get_id(): int
    {
        return $this->id;
    }

    public function get(string $name): mixed
    {
        return $this->data[$name] ?? null;
    }

    public function set(string $name, mixed $value): void
    {
        $this->data[$name] = $value;
    }

    public function get_meta(string $name): mixed
    {
        return $this->data['meta'][$name] ?? '';
    }

    public function update_meta_data(string $name, mixed $value): void
    {
        $this->data['meta'][$name] = $value;
    }

    public function set_created_via(string $via): void
    {
        $this->data['via'] = $via;
    }

    public function save(): void
    {
        update_post_meta($this->id, '_stand_in', $this->data);
    }

    public function get_status(): string
    {
        return substr(get_post_status($this->id), strlen('wc-'));
    }

    public function update_status(string $status): void
    {
        if ($status === 'cancelled' && $this->get_status() === 'processing') {
            $this->move_stock(1);
        }
        wp_update_post(['ID' => $this->id, 'post_status' => "wc-$status"]);
        $note = ['comment_post_ID' => $this->id, 'comment_type' => 'order_note', 'comment_content' => "Status is $status."];
        wp_insert_comment($note);
    }

    public function move_stock(int $direction): void
    {
        foreach ($this->data['lines'] as $product => $quantity) {
            stand_in_change_stock($product, $direction * $quantity);
        }
    }

    public function delete(bool $force): void
    {
        wp_delete_post($this->id, $force);
    }
}

function wc_get_order(int $id): WC_Order|false
{
    return get_post_type($id) === 'shop_order' ? new WC_Order($id) : false;
}

function wc_get_order_notes(array $query): array
{
    $notes = get_comments(['post_id' => $query['order_id'], 'type' => 'order_note']);
    return array_map(static fn($note) => (object) ['id' => (int) $note->comment_ID], $notes);
}

function wc_delete_order_note(int $id): bool
{
    return wp_delete_comment($id, true);
}

function stand_in_draft(): WC_Order
{
    $id = wp_insert_post(['post_type' => 'shop_order', 'post_status' => 'wc-checkout-draft', 'post_title' => 'Order']);
    wp_update_post(['ID' => $id, 'post_title' => "Order #$id"]);
    $order = new WC_Order($id);
    $order->save();
    return $order;
}
