// Stands in for node:stream, which a library would use for what a guest does not have.
export default {}
