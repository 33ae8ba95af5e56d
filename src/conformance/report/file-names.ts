/** Names of case files, as Autobahn makes them: `websockets_13_1_case_7_7_4.json`. */

const LONGEST = 100;

/** A part of a file name for every agent: safe on every file system, and no two alike. */
export function agentFileNames(agents: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const agent of agents) {
    if (names.has(agent)) continue;
    const plain = plainName(agent);
    let name = plain;
    for (let count = 2; taken.has(name); count++) name = `${plain}_${count}`;
    taken.add(name);
    names.set(agent, name);
  }
  return names;
}

function plainName(agent: string): string {
  const name = agent
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, ' ')
    .trim()
    .replaceAll(' ', '_');
  return name.slice(0, LONGEST) || 'agent';
}

export function caseFileName(agentFileName: string, id: string): string {
  return `${agentFileName}_case_${id.replaceAll(/[^A-Za-z0-9]/g, '_')}.json`;
}
