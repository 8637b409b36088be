/** A request that the broker does not send. The message is shown to flow authors: it names what was wrong, never a secret. */
export class EgressRefusal extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'EgressRefusal'
  }
}
