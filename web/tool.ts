/** What the page knows of a tool in a tab. */
export interface Tool {
  /** It is looked at from now on. */
  show(): void
  hide(): void
}
