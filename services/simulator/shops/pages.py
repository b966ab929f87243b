"""The few pages of a simulated shop. Each says what it is; none needs anything from elsewhere."""

import base64
import hashlib
from html import escape

from services.simulator.shops.catalogue import Product, digits
from services.simulator.shops.shop import Shop

_STYLE = """
:root{color-scheme:light dark;--ink:#1c1917;--soft:#78716c;--paper:#fafaf9;--card:#fff;--line:#e7e5e4;--accent:#b45309}
@media (prefers-color-scheme:dark){:root{--ink:#f5f5f4;--soft:#a8a29e;--paper:#1c1917;--card:#292524;--line:#44403c;
--accent:#fbbf24}}
*{box-sizing:border-box}body{margin:0;font:16px/1.6 ui-sans-serif,system-ui,sans-serif;color:var(--ink);
background:var(--paper)}
.note{margin:0;padding:.6rem 1.5rem;text-align:center;font-size:.875rem;border-bottom:1px solid var(--line);
color:var(--accent)}
main{max-width:60rem;margin:0 auto;padding:4rem 1.5rem}h1{font-size:clamp(2rem,6vw,3.25rem);line-height:1.1;margin:0;
letter-spacing:-.02em}
.lead{color:var(--soft);margin:.75rem 0 3rem}
ul{list-style:none;padding:0;margin:0;display:grid;gap:1.25rem;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr))}
li{background:var(--card);border:1px solid var(--line);border-radius:.75rem;overflow:hidden}
.picture{display:grid;place-items:center;height:9rem;font-size:3rem;font-weight:600;color:var(--soft);
background:color-mix(in srgb,var(--accent) 9%,var(--card))}
.what{display:flex;justify-content:space-between;padding:.9rem 1.1rem}.what b{font-weight:600}
.what span{color:var(--soft);font-variant-numeric:tabular-nums}
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; frame-ancestors 'none'"
"""The Content-Security-Policy of every page: the one style sheet above and nothing else."""
ENGINES = {"woocommerce": "WooCommerce", "medusa": "Medusa"}


def front(shop: Shop) -> str:
    """The shop window."""
    shown = [product for product in shop.products if not product.hidden]
    goods = "".join(_card(product, shop.currency) for product in shown)
    lead = "Welcome. Here is what we have today." if shown else "This shop has no products yet."
    return _page(shop.title, f'<h1>{escape(shop.title)}</h1><p class="lead">{lead}</p><ul>{goods}</ul>')


def _card(product: Product, currency: str) -> str:
    price = f"{product.price:.{digits(currency)}f} {escape(currency)}"
    picture = f'<div class="picture" aria-hidden="true">{escape(product.title[0])}</div>'
    return f'<li>{picture}<div class="what"><b>{escape(product.title)}</b><span>{price}</span></div></li>'


def admin(shop: Shop) -> str:
    """Where the merchant would sign in."""
    engine = ENGINES.get(shop.engine, "the shop")
    text = f"On a real cluster the administration of {escape(engine)} is here. The simulator has none."
    return _page(f"{shop.title}: administration", f'<h1>{escape(shop.title)}</h1><p class="lead">{text}</p>')


def not_ready(shop: Shop) -> str:
    """What a shopper sees before the shop is ready."""
    text = "This shop is not ready yet. Its pods are still starting; try again in a moment."
    return _page("Not ready", f'<h1>{escape(shop.title)}</h1><p class="lead">{text}</p>')


def unknown(host: str) -> str:
    """What a host that is nobody's gets."""
    return _page("No such shop", f'<h1>No such shop</h1><p class="lead">There is no shop at {escape(host)}.</p>')


def missing() -> str:
    """A path that a shop does not have."""
    return _page("Not found", '<h1>Not found</h1><p class="lead">This shop has no such page.</p>')


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        '<p class="note">This shop is simulated: it runs in no cluster, and nothing can be bought here.</p>'
        f"<main>{body}</main></body></html>"
    )
