/** A part of the set-up that this machine cannot do; Tandem works without it. */
export class SetupFailure extends Error {
  /**
   * @param {string} message what is missing or went wrong
   * @param {string | null} packages what to install, in the words of a package manager; null when nothing would help
   */
  constructor(message, packages) {
    super(message);
    this.name = 'SetupFailure';
    this.packages = packages;
  }
}
