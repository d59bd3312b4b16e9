// Owns deriving a named secret from the instance's one, so that nothing else has to be configured or stored.
import { createHmac } from 'node:crypto';

/** The same name always gives the same secret, of 43 letters A–Z a–z 0–9 _ - . */
export function derivedSecret(secret: string, name: string): string {
  return createHmac('sha256', secret).update(name).digest('base64url');
}
