import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
import { SERVER } from './connected-partner.ts'

/** The connector's actions at a provider that gives recorded answers. */
export function useRecordedPartner(): () => Capabilities {
  const settings = { server: SERVER, personType: 'F/J', documentFormat: 'masked', cnpjInPath: 'encoded' }
  return useCapabilities('ole-tv', SERVER, { settings })
}
