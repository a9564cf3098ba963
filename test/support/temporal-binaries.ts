import { findTool } from '../../scripts/set-up/find-tool.mjs';
import { temporal, temporalTestServer, type Tool } from '../../scripts/set-up/tools.mjs';

/** Path of the Temporal command-line tool, whose development server tests start. Throws where set-up has not run. */
export function temporalCli(): Promise<string> {
  return path(temporal);
}

/** Path of the server with the clock that skips. Throws where set-up has not run. */
export function testServer(): Promise<string> {
  return path(temporalTestServer);
}

async function path(tool: Tool): Promise<string> {
  const { found, tried } = await findTool(tool);
  if (found) return found.path;
  throw new Error(`These tests need the ${tool.title}; \`npm run set-up\` fetches it. Looked at:\n  ${tried.join('\n  ')}`);
}
