/** A person chose not to go on, or there is nothing left to do. Ends the incident as 'handed-over', still held. */
export class HandedOver extends Error {}
