import { useEffect, useRef } from 'react';

/** base64 to bytes. */
function decodePixels(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/**
 * One image on a canvas, enlarged without smoothing. `pixels`: size·size·channels bytes, row-major, channels
 * last, or the same in base64. With an empty `alt` it is decoration.
 */
export function PixelImage({
  pixels,
  size,
  channels,
  alt,
  side,
}: {
  pixels: Uint8Array | string;
  size: number;
  channels: number;
  alt: string;
  side: number;
}) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    // In plain memory: dozens of them are made at once.
    const context = ref.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    const bytes = typeof pixels === 'string' ? decodePixels(pixels) : pixels;
    const image = context.createImageData(size, size);
    for (let p = 0; p < size * size; p++) {
      for (let c = 0; c < 3; c++) image.data[4 * p + c] = bytes[p * channels + (channels < 3 ? 0 : c)];
      image.data[4 * p + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [pixels, size, channels]);
  return (
    <canvas
      ref={ref}
      width={size}
      height={size}
      {...(alt ? { role: 'img', 'aria-label': alt } : { 'aria-hidden': true })}
      className="pixels"
      style={{ width: side, height: side }}
    />
  );
}
