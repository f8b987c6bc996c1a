import { useEffect, useRef } from 'react';

/** base64 to bytes. */
export const decodePixels = (text: string): Uint8Array => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** Image bytes (NHWC, one image) on a canvas, enlarged without smoothing. */
export function PixelImage({ pixels, size, channels, alt, side }: { pixels: Uint8Array; size: number; channels: number; alt: string; side: number }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(size, size);
    for (let p = 0; p < size * size; p++) {
      for (let c = 0; c < 3; c++) image.data[4 * p + c] = pixels[p * channels + (channels === 1 ? 0 : c)];
      image.data[4 * p + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [pixels, size, channels]);
  return <canvas ref={ref} width={size} height={size} role="img" aria-label={alt} className="pixels" style={{ width: side, height: side }} />;
}
