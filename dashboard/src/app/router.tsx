import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from 'react';

const MOVED = 'storeyard-moved';

export function navigate(path: string, { replace = false } = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  window.dispatchEvent(new Event(MOVED));
  window.scrollTo(0, 0);
}

function subscribe(wake: () => void): () => void {
  window.addEventListener('popstate', wake);
  window.addEventListener(MOVED, wake);
  return () => {
    window.removeEventListener('popstate', wake);
    window.removeEventListener(MOVED, wake);
  };
}

export const usePath = () => useSyncExternalStore(subscribe, () => window.location.pathname);

export function Link({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(href);
  };
  return <a href={href} onClick={go} {...rest} />;
}
