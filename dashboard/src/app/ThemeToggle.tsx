import { Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';

const KEY = 'storeyard-theme';

const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : window.matchMedia('(prefers-color-scheme: dark)').matches;
};

export function ThemeToggle() {
  const [dark, setDark] = useState(isDark);
  const turn = () => {
    const next = dark ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    localStorage.setItem(KEY, next);
    setDark(!dark);
  };
  return (
    <Button look="quiet" size="icon" aria-label={dark ? 'Use light colours' : 'Use dark colours'} onClick={turn}>
      {dark ? <Sun /> : <Moon />}
    </Button>
  );
}
