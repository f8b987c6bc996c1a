import { Component, type ReactNode } from 'react';
import { strings } from '../strings/index.ts';
import { report } from './report.ts';

const text = strings.shell.crash;

/**
 * Catches what breaks while drawing the page: says so, keeps the address of the experiment, offers a report
 * to copy.
 */
export class ErrorBoundary extends Component<
  { children: ReactNode; link(): string; small?: boolean },
  { error: Error | null }
> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className={this.props.small ? 'empty' : 'crash'} role="alert">
        <p>
          <strong>{this.props.small ? text.panel : text.page}</strong> {error.message}.{' '}
          {this.props.small ? text.panelKept : text.pageKept}
        </p>
        <p>
          <button
            type="button"
            onClick={() =>
              navigator.clipboard.writeText(report(this.props.link(), error.stack ?? error.message))
            }
          >
            {strings.shell.copyReport}
          </button>{' '}
          <button
            type="button"
            onClick={() => (this.props.small ? this.setState({ error: null }) : location.reload())}
          >
            {this.props.small ? text.again : text.reload}
          </button>
        </p>
      </div>
    );
  }
}
