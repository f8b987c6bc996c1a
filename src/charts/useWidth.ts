import { useEffect, useRef, useState, type RefObject } from 'react';

/** Width in CSS pixels of the element the ref is on; `initial` until it is measured (and where nothing can be, as in tests). */
export function useWidth<T extends HTMLElement>(initial = 480): [RefObject<T | null>, number] {
  const ref = useRef<T | null>(null);
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(160, Math.floor(entry.contentRect.width))));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
