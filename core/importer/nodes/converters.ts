import type { NodeConverter } from '../conversion.types.ts'
import { codeNode } from './code.ts'
import { dataTable } from './data-table.ts'
import { dateTimeNode } from './date-time.ts'
import { executeWorkflow } from './execute-workflow.ts'
import { httpRequest } from './http-request.ts'
import { aggregateNode, limitNode, removeDuplicates, renameKeys, sortNode, splitOut } from './lists.ts'
import { mergeNode } from './merge.ts'
import { noOperation, respondNode, stopAndError, waitNode } from './plain.ts'
import { setFields } from './set-fields.ts'
import { filterNode, ifNode, switchNode } from './split-items.ts'
import { summarizeNode } from './summarize.ts'

interface KnownNode {
  convert: NodeConverter
  /** The newest version that was read when this was written. */
  known: number
}

const known = (convert: NodeConverter, newest: number): KnownNode => ({ convert, known: newest })

/** By n8n's type. The one list to extend; loops are in `loops.ts`, triggers in `triggers.ts`. */
export const CONVERTERS: ReadonlyMap<string, KnownNode> = new Map([
  ['n8n-nodes-base.set', known(setFields, 3.4)],
  ['n8n-nodes-base.code', known(codeNode, 2)],
  ['n8n-nodes-base.function', known(codeNode, 1)],
  ['n8n-nodes-base.functionItem', known(codeNode, 1)],
  ['n8n-nodes-base.if', known(ifNode, 2.3)],
  ['n8n-nodes-base.filter', known(filterNode, 2.3)],
  ['n8n-nodes-base.switch', known(switchNode, 3.4)],
  ['n8n-nodes-base.merge', known(mergeNode, 3.2)],
  ['n8n-nodes-base.splitOut', known(splitOut, 1)],
  ['n8n-nodes-base.aggregate', known(aggregateNode, 1)],
  ['n8n-nodes-base.summarize', known(summarizeNode, 1.1)],
  ['n8n-nodes-base.sort', known(sortNode, 1)],
  ['n8n-nodes-base.limit', known(limitNode, 1)],
  ['n8n-nodes-base.removeDuplicates', known(removeDuplicates, 2)],
  ['n8n-nodes-base.renameKeys', known(renameKeys, 1)],
  ['n8n-nodes-base.httpRequest', known(httpRequest, 4.3)],
  ['n8n-nodes-base.wait', known(waitNode, 1.1)],
  ['n8n-nodes-base.respondToWebhook', known(respondNode, 1.5)],
  ['n8n-nodes-base.executeWorkflow', known(executeWorkflow, 1.3)],
  ['n8n-nodes-base.noOp', known(noOperation, 1)],
  ['n8n-nodes-base.dateTime', known(dateTimeNode, 2)],
  ['n8n-nodes-base.stopAndError', known(stopAndError, 1)],
  ['n8n-nodes-base.dataTable', known(dataTable, 1.1)],
])

export const LOOP_TYPE = 'n8n-nodes-base.splitInBatches'
export const NOTE_TYPE = 'n8n-nodes-base.stickyNote'
