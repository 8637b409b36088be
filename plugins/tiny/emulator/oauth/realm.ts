/** Path of the Keycloak realm's endpoints. */
export const REALM = '/realms/tiny/protocol/openid-connect'
