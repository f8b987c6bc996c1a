import { Component, type ReactNode } from 'react';
import { report } from './report.ts';

/** Catches what breaks while drawing the page: says so, keeps the address of the experiment, offers a report to copy. */
export class ErrorBoundary extends Component<{ children: ReactNode; link(): string; small?: boolean }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className={this.props.small ? 'empty' : 'crash'} role="alert">
        <p><strong>{this.props.small ? 'This panel could not be drawn.' : 'Something broke while drawing the page.'}</strong> {error.message}. {this.props.small ? 'The run and everything else shown is kept.' : 'A run that was going on is kept up to its last epoch: after a reload the page offers to go on.'}</p>
        <p>
          <button type="button" onClick={() => navigator.clipboard.writeText(report(this.props.link(), error.stack ?? error.message))}>Copy a report</button>{' '}
          <button type="button" onClick={() => (this.props.small ? this.setState({ error: null }) : location.reload())}>{this.props.small ? 'Try again' : 'Reload'}</button>
        </p>
      </div>
    );
  }
}
