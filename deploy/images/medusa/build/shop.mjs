// A shop with one region, one delivery and manual payment, by Medusa's own workflows on an empty database. Title, currency,
// country, key and administrator are placeholders; setup/ puts each shop's own in.
import { DELIVERY } from './catalogue.mjs';
import { require } from './medusa.mjs';

const { ContainerRegistrationKeys, Modules } = require('@medusajs/framework/utils');
const flows = require('@medusajs/medusa/core-flows');
const CURRENCY = 'eur';
const COUNTRY = 'de';
const PAYMENT = 'pp_system_default';
const MANUAL = 'manual_manual';
const STOCK = 100;

export class Shop {
  constructor(container) {
    this.resolve = (name) => container.resolve(name);
    this.run = async (name, input) => (await flows[name](container).run({ input })).result;
    this.link = this.resolve(ContainerRegistrationKeys.LINK);
  }

  /** Everything but products. Medusa made store, sales channel and key itself when it was loaded. */
  async open() {
    const [store] = await this.resolve(Modules.STORE).listStores();
    this.channel = store.default_sales_channel_id;
    // Here, not at the region: prices are per currency, and the region's own mark counts for prices per region.
    const currencies = [{ currency_code: CURRENCY, is_default: true, is_tax_inclusive: true }];
    const update = { name: 'Shop', supported_currencies: currencies };
    await this.run('updateStoresWorkflow', { selector: { id: store.id }, update });
    await this.sellHere();
    await this.connectKey();
    await this.openWarehouse();
    await this.deliver();
  }

  async sellHere() {
    const sells = { currency_code: CURRENCY, countries: [COUNTRY], payment_providers: [PAYMENT] };
    const region = { name: 'Home', ...sells, automatic_taxes: true, is_tax_inclusive: true };
    await this.run('createRegionsWorkflow', { regions: [region] });
    // No rate: a wrong one would be worse than one that the merchant has to set.
    const none = { name: 'Standard', code: 'standard', rate: 0 };
    const tax = { country_code: COUNTRY, provider_id: 'tp_system', default_tax_rate: none };
    await this.run('createTaxRegionsWorkflow', [tax]);
  }

  async connectKey() {
    const [key] = await this.resolve(Modules.API_KEY).listApiKeys({ type: 'publishable' });
    await this.link.create({
      [Modules.API_KEY]: { publishable_key_id: key.id },
      [Modules.SALES_CHANNEL]: { sales_channel_id: this.channel },
    });
  }

  async openWarehouse() {
    const address = { address_1: '', country_code: COUNTRY };
    this.warehouse = await this.resolve(Modules.STOCK_LOCATION).createStockLocations({ name: 'Main', address });
    const here = { [Modules.STOCK_LOCATION]: { stock_location_id: this.warehouse.id } };
    await this.link.create([
      { ...here, [Modules.FULFILLMENT]: { fulfillment_provider_id: MANUAL } },
      { [Modules.SALES_CHANNEL]: { sales_channel_id: this.channel }, ...here },
    ]);
  }

  async deliver() {
    const fulfillment = this.resolve(Modules.FULFILLMENT);
    this.profile =
      (await fulfillment.listShippingProfiles({ type: 'default' }))[0] ??
      (await fulfillment.createShippingProfiles({ name: 'Default', type: 'default' }));
    const zone = { name: 'Home', geo_zones: [{ type: 'country', country_code: COUNTRY }] };
    const set = await fulfillment.createFulfillmentSets({ name: 'Delivery', type: 'shipping', service_zones: [zone] });
    await this.link.create({
      [Modules.STOCK_LOCATION]: { stock_location_id: this.warehouse.id },
      [Modules.FULFILLMENT]: { fulfillment_set_id: set.id },
    });
    await this.run('createShippingOptionsWorkflow', [this.standard(set.service_zones[0].id)]);
  }

  standard(zone) {
    return {
      name: DELIVERY.name,
      price_type: 'flat',
      provider_id: MANUAL,
      service_zone_id: zone,
      shipping_profile_id: this.profile.id,
      type: { label: DELIVERY.name, description: DELIVERY.description, code: 'standard' },
      prices: [{ currency_code: CURRENCY, amount: DELIVERY.price }],
      rules: [
        { attribute: 'enabled_in_store', operator: 'eq', value: 'true' },
        { attribute: 'is_return', operator: 'eq', value: 'false' },
      ],
    };
  }

  /** A published product with its stock. Its picture's address has no host, so that it is right under every name. */
  async offer(wanted) {
    await this.run('createProductsWorkflow', { products: [this.product(wanted)] });
    if (!wanted.stocked) return;
    const skus = variantsOf(wanted).map(({ sku }) => sku);
    const items = await this.resolve(Modules.INVENTORY).listInventoryItems({ sku: skus });
    const levels = items.map(({ id }) => ({
      inventory_item_id: id,
      location_id: this.warehouse.id,
      stocked_quantity: STOCK,
    }));
    await this.run('createInventoryLevelsWorkflow', { inventory_levels: levels });
  }

  product(wanted) {
    const { handle, title, description, picture, stocked } = wanted;
    const url = `/pictures/${picture}.svg`;
    const fixed = { status: 'published', shipping_profile_id: this.profile.id, sales_channels: [{ id: this.channel }] };
    const variants = variantsOf(wanted).map(({ value, sku }) => ({
      title: value,
      sku,
      options: { [optionOf(wanted)]: value },
      manage_inventory: stocked,
      prices: [{ currency_code: CURRENCY, amount: wanted.price }],
    }));
    const options = [{ title: optionOf(wanted), values: variants.map((variant) => variant.title) }];
    return { handle, title, description, thumbnail: url, images: [{ url }], ...fixed, options, variants };
  }
}

const optionOf = ({ sizes }) => (sizes ? 'Size' : 'Default');

const variantsOf = ({ handle, sizes = ['Default'] }) =>
  sizes.map((value) => ({ value, sku: [handle, ...(sizes.length > 1 ? [value] : [])].join('-').toUpperCase() }));
