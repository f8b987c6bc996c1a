import { createContext, use, useEffect, useRef, useState, type RefObject } from 'react';

/** How much larger than on a page charts are drawn: type, lines and marks together. */
export const ChartScale = createContext(1);

/**
 * Size, in the units a chart is laid out in (CSS pixels divided by the scale), of the element the ref is on;
 * the initial one until it is measured (and where nothing can be, as in tests).
 */
export function useSize<T extends HTMLElement>(
  initialWidth: number,
  initialHeight: number,
): { ref: RefObject<T | null>; width: number; height: number; scale: number } {
  const ref = useRef<T | null>(null);
  const scale = use(ChartScale);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(
      ([
        {
          contentRect: { width, height },
        },
      ]) => setSize({ width, height }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return {
    ref,
    scale,
    width: size ? Math.max(160, Math.floor(size.width / scale)) : initialWidth,
    height: size && size.height > 0 ? Math.max(90, Math.floor(size.height / scale)) : initialHeight,
  };
}
