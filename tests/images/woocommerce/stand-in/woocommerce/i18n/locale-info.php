<?php

$euro = ['decimal_sep' => ',', 'thousand_sep' => '.', 'weight_unit' => 'kg', 'dimension_unit' => 'cm'];

return [
    'CH' => ['currency_code' => 'CHF', 'currency_pos' => 'left_space', 'num_decimals' => 2] + $euro,
    'DE' => ['currency_code' => 'EUR', 'currency_pos' => 'right_space', 'num_decimals' => 2] + $euro,
    'JP' => ['currency_code' => 'JPY', 'currency_pos' => 'left', 'num_decimals' => 0] + $euro,
    'US' => ['currency_code' => 'USD', 'currency_pos' => 'left', 'num_decimals' => 2, 'decimal_sep' => '.', 'thousand_sep' => ',']
        + $euro,
];
