// What the image's shop sells at first; each has a picture in storefront/pictures.

/** Sample products, only on request. Amounts in the shop's currency, whichever that is. */
export const SAMPLES = [
  {
    handle: 'stoneware-mug',
    title: 'Stoneware mug',
    description: 'Holds 350 ml, keeps warm, survives the dishwasher.',
    picture: 'mug',
    price: 14,
  },
  {
    handle: 'cotton-t-shirt',
    title: 'Cotton T-shirt',
    description: 'Heavy organic cotton with a straight cut.',
    picture: 'shirt',
    price: 24,
    sizes: ['S', 'M', 'L'],
  },
  {
    handle: 'harbour-print',
    title: 'Harbour print',
    description: 'Printed on 200 g paper, 30 by 40 cm, without a frame.',
    picture: 'print',
    price: 18,
  },
  {
    handle: 'wool-cap',
    title: 'Wool cap',
    description: 'Knitted from merino wool; one size fits most heads.',
    picture: 'cap',
    price: 29,
  },
  {
    handle: 'canvas-bag',
    title: 'Canvas bag',
    description: 'Carries twelve kilos on long handles.',
    picture: 'bag',
    price: 22,
  },
  {
    handle: 'ballpoint-pen',
    title: 'Ballpoint pen',
    description: 'Brass, refillable, writes blue.',
    picture: 'pen',
    price: 4.5,
  },
];

/** Bought by the platform to see whether the shop sells. No stock is kept, so no sale of it can run out. */
export const CANARY = {
  handle: 'probe-canary',
  title: 'Shop check (hidden, please keep)',
  description: 'The platform buys this to see whether the shop sells. Visitors do not see it.',
  picture: 'pen',
  price: 1,
};

export const DELIVERY = { name: 'Standard', description: '2 to 3 days', price: 4.9 };
