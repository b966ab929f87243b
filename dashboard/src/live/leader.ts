/**
 * One EventSource for all tabs of this origin (browsers open six connections at most): the tab that holds the lock
 * listens and tells the others. It closes when every tab has been hidden for a while and resumes where it stopped.
 */
export type News = { kind: 'store' | 'gone' | 'reset'; data: string } | { kind: 'state'; live: boolean };

const CHANNEL = 'storeyard-events';
const HIDDEN_FOR_MS = 60_000;

export function follow(onNews: (news: News) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  const stop = new AbortController();
  const tell = (news: News) => {
    onNews(news);
    channel.postMessage(news);
  };
  channel.onmessage = (message: MessageEvent<News>) => onNews(message.data);
  const lead = () => listen(tell, stop.signal);
  if (navigator.locks) {
    navigator.locks.request(CHANNEL, { signal: stop.signal }, lead).catch(() => undefined);
  } else {
    void lead();
  }
  return () => {
    stop.abort();
    channel.close();
  };
}

/** Listens until told to stop; the lock is held as long as this promise is open. */
function listen(tell: (news: News) => void, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let missed = false;

    const close = () => {
      source?.close();
      source = undefined;
      missed = true;
    };
    const open = () => {
      if (source) return;
      source = new EventSource('/api/v1/events');
      source.onopen = () => {
        tell({ kind: 'state', live: true });
        if (missed) tell({ kind: 'reset', data: '' });
        missed = false;
      };
      source.onerror = () => {
        tell({ kind: 'state', live: false });
        // A refusal (401, 503) ends an EventSource for good; anything else it mends by itself with Last-Event-ID.
        if (source?.readyState === EventSource.CLOSED) {
          close();
          timer = setTimeout(open, 3000);
        }
      };
      for (const kind of ['store', 'gone', 'reset'] as const) {
        source.addEventListener(kind, (event) => tell({ kind, data: (event as MessageEvent<string>).data }));
      }
    };
    const onVisibility = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(close, HIDDEN_FOR_MS);
      else open();
    };
    document.addEventListener('visibilitychange', onVisibility);
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
      source?.close();
      resolve();
    });
    open();
  });
}
