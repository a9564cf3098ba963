/** A text without the user and the password of each URL in it: `https://***@host`. What else a sender writes is evidence, and is kept as it is. */
export const withoutCredentials = (text: string): string => text.replace(/\/\/[^\s/?#]*@/g, '//***@');
