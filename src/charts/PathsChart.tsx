import { line } from 'd3';
import { Axes, makeScale } from './Axes.tsx';
import { DataTable } from './DataTable.tsx';
import { short } from './format.ts';
import { SaveMenu } from './SaveMenu.tsx';
import { pathsTable } from './tables.ts';
import { useWidth } from './useWidth.ts';

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

const LEFT = 50, TOP = 28, BOTTOM = 38, RIGHT = 14;

/** Trajectories in a plane, both axes to one scale. */
export function PathsChart(props: PathsChartProps) {
  const { title, xLabel, yLabel, paths, shown, colour } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const side = Math.max(60, Math.min(width - LEFT - RIGHT, 300)), reach = Math.max(1e-9, ...paths.flatMap((p) => p.flatMap((v) => v.map(Math.abs)))) * 1.05;
  const x = { label: xLabel, domain: [-reach, reach] as const }, y = { label: yLabel, domain: [-reach, reach] as const };
  const sx = makeScale(x, [], [0, side]), sy = makeScale(y, [], [side, 0]), trace = line<readonly [number, number]>((p) => sx(p[0]), (p) => sy(p[1]));
  return (
    <div className="chart" ref={ref}>
      <svg width={width} height={side + TOP + BOTTOM} role="img" aria-label={title}>
        <g transform={`translate(${LEFT},${TOP})`}>
          <Axes x={x} y={y} sx={sx} sy={sy} w={side} h={side} />
          {paths.map((path, i) => {
            const now = path.slice(0, shown), end = now[now.length - 1];
            return end && <g key={i}><path d={trace(now) ?? ''} fill="none" stroke={colour} strokeWidth={1.2} opacity={0.65} /><circle cx={sx(end[0])} cy={sy(end[1])} r={2.2} fill={colour} /></g>;
          })}
        </g>
      </svg>
      <div className="tools">
        <DataTable title={title} columns={['neuron', xLabel, yLabel]} rows={() => paths.map((path, i) => { const end = path[Math.min(shown, path.length) - 1]; return [i + 1, short(end[0]), short(end[1])]; })} />
        <SaveMenu title={title} picture={() => ref.current?.querySelector('svg') ?? null} table={() => pathsTable(props)} />
      </div>
    </div>
  );
}
