import { useRef, useState, type ChangeEvent, type PointerEvent } from 'react';
import { strings } from '../../strings/index.ts';

const PAD = 160;
const text = strings.panels.images;

/** An image file (centre-cropped to a square and resized) or a drawing, as bytes of the run's size. */
export function OwnImage({
  size,
  channels,
  onImage,
}: {
  size: number;
  channels: number;
  onImage(pixels: Uint8Array): Promise<void>;
}) {
  const pad = useRef<HTMLCanvasElement>(null);
  const [note, setNote] = useState('');
  const say = (error: unknown) => setNote(error instanceof Error ? error.message : String(error));

  const toPixels = (source: CanvasImageSource, width: number, height: number): Uint8Array => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = size;
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    const side = Math.min(width, height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(source, (width - side) / 2, (height - side) / 2, side, side, 0, 0, size, size);
    const { data } = context.getImageData(0, 0, size, size);
    const pixels = new Uint8Array(size * size * channels);
    for (let p = 0; p < size * size; p++) {
      if (channels === 1)
        pixels[p] = Math.round(0.299 * data[4 * p] + 0.587 * data[4 * p + 1] + 0.114 * data[4 * p + 2]);
      else for (let c = 0; c < 3; c++) pixels[3 * p + c] = data[4 * p + c];
    }
    return pixels;
  };

  const open = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return;
    try {
      const bitmap = await createImageBitmap(file, {
        colorSpaceConversion: 'none',
        premultiplyAlpha: 'none',
      });
      await onImage(toPixels(bitmap, bitmap.width, bitmap.height));
      setNote(text.cropped(file.name, bitmap.width, bitmap.height, size));
    } catch (error) {
      setNote(text.unread(file.name, error instanceof Error ? error.message : null));
    }
  };

  const context = () => pad.current!.getContext('2d', { willReadFrequently: true })!;
  const stroke = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const c = context();
    c.fillStyle = '#fff';
    c.beginPath();
    c.arc(
      ((event.clientX - box.left) / box.width) * PAD,
      ((event.clientY - box.top) / box.height) * PAD,
      8,
      0,
      7,
    );
    c.fill();
  };
  const clear = () => {
    const c = context();
    c.fillStyle = '#000';
    c.fillRect(0, 0, PAD, PAD);
  };

  return (
    <details className="own-image" onToggle={() => pad.current && clear()}>
      <summary>{text.ask}</summary>
      <div>
        <label className="file">
          {text.file} <input type="file" accept="image/*" onChange={open} />
        </label>
        <div>
          <canvas
            ref={pad}
            width={PAD}
            height={PAD}
            role="img"
            aria-label={text.pad}
            onPointerDown={stroke}
            onPointerMove={stroke}
          />
          <button
            type="button"
            onClick={() => onImage(toPixels(pad.current!, PAD, PAD)).then(() => setNote(text.drawing), say)}
          >
            {text.askDrawing}
          </button>
          <button type="button" onClick={clear}>
            {text.clear}
          </button>
        </div>
      </div>
      <p className="fine" role="status">
        {note}
      </p>
    </details>
  );
}
