import { line } from 'd3';
import { use } from 'react';
import { Axes, makeScale } from './Axes.tsx';
import { strings } from '../strings/index.ts';
import { DataTable } from './DataTable.tsx';
import { short } from './format.ts';
import { SaveMenu } from './SaveMenu.tsx';
import { pathsTable } from './tables.ts';
import { OverlayContext } from './overlay.ts';
import { useSize } from './size.ts';

export interface PathsChartProps {
  /** Accessible name. */
  title: string;
  xLabel: string;
  yLabel: string;
  /** One polyline an object, points in order of time, in units that both axes share. */
  paths: readonly (readonly (readonly [number, number])[])[];
  /** How many of the points are drawn, the last of them as a dot. */
  shown: number;
  colour: string;
}

const LEFT = 50;
const TOP = 26;
const BOTTOM = 36;
const RIGHT = 14;
const LEAST = 260;

/** Trajectories in a plane, both axes to one scale. */
export function PathsChart(props: PathsChartProps) {
  const { title, xLabel, yLabel, paths, shown, colour } = props;
  const { ref, width, height, scale } = useSize<HTMLDivElement>(480, LEAST);
  const ghost = use(OverlayContext)?.collect;
  const side = Math.max(60, Math.min(width - LEFT - RIGHT, height - TOP - BOTTOM));
  const reach = Math.max(1e-9, ...paths.flatMap((p) => p.flatMap((v) => v.map(Math.abs)))) * 1.05;
  const x = { label: xLabel, domain: [-reach, reach] as const };
  const y = { label: yLabel, domain: [-reach, reach] as const };
  const sx = makeScale(x, [], [0, side]);
  const sy = makeScale(y, [], [side, 0]);
  const trace = line<readonly [number, number]>(
    (p) => sx(p[0]),
    (p) => sy(p[1]),
  );
  if (ghost) return null;
  return (
    <div className="chart">
      <div className="picture" ref={ref} style={{ '--least': `${LEAST}px` } as React.CSSProperties}>
        <svg
          width={width * scale}
          height={height * scale}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={title}
        >
          <g transform={`translate(${LEFT},${TOP})`}>
            <Axes x={x} y={y} sx={sx} sy={sy} w={side} h={side} />
            {paths.map((path, i) => {
              const now = path.slice(0, shown);
              const end = now[now.length - 1];
              return (
                end && (
                  <g key={i}>
                    <path d={trace(now) ?? ''} fill="none" stroke={colour} strokeWidth={1.2} opacity={0.65} />
                    <circle cx={sx(end[0])} cy={sy(end[1])} r={2.2} fill={colour} />
                  </g>
                )
              );
            })}
          </g>
        </svg>
      </div>
      <div className="tools">
        <DataTable
          title={title}
          columns={[strings.charts.table.neuron, xLabel, yLabel]}
          rows={() =>
            paths.map((path, i) => {
              const end = path[Math.min(shown, path.length) - 1];
              return [i + 1, short(end[0]), short(end[1])];
            })
          }
        />
        <SaveMenu
          title={title}
          picture={() => ref.current?.querySelector('svg') ?? null}
          table={() => pathsTable(props)}
        />
      </div>
    </div>
  );
}
