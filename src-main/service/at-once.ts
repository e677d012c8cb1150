/** A handler of work that is done at once: what it throws becomes a rejection, as of any other handler. */
export function atOnce<Input, Output>(work: (input: Input) => Output): (input: Input) => Promise<Output> {
  return (input) =>
    new Promise((resolve) => {
      resolve(work(input));
    });
}
