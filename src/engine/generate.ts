/**
 * The compiler: from a chart to straight-line JavaScript, one class per machine.
 *
 * For each event and each leaf state it writes the question that XState would ask: the guards of the leaf's transitions and
 * of its ancestors', in order. The first that holds runs its exit, transition and entry actions, follows eventless
 * transitions (their code is written in place), sets the new state, and only then sends what it has for other actors, as
 * XState does. No code is made at run time: the text is committed beside this file and imported like any module.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { ActionPart } from '../../machines/parts.ts';
import {
  ancestry,
  type Chart,
  type ChartAction,
  type Definition,
  enteredLeaf,
  guardName,
  type Leaf,
  namesOf,
  nodesOf,
  pathOf,
  type Region,
  readChart,
} from './chart.ts';

/** The text of an ES module that runs `machine`. `name` is the machine's key among the actors. */
export function generate(machine: AnyStateMachine, name: string): string {
  return new Generator(machine, name).module();
}

/** A send that waits until the new state is set: the variable that holds its event, and whom it is for. */
interface PendingTell {
  readonly to: string;
  readonly event: string;
}

class Generator {
  readonly machine: AnyStateMachine;
  readonly name: string;
  readonly chart: Chart;
  readonly parts = new Set<string>();
  readonly params: string[] = [];
  tellCount = 0;

  constructor(machine: AnyStateMachine, name: string) {
    this.machine = machine;
    this.name = name;
    this.chart = readChart(machine);
  }

  module(): string {
    const { regions } = this.chart;
    const steps = this.steps();
    const className = `${this.name[0]?.toUpperCase()}${this.name.slice(1)}Actor`;
    return [
      `// ${this.chart.id}, compiled from its statechart by \`npm run generate\`. Do not edit.`,
      '',
      `export const regions = ${JSON.stringify(
        regions.map(({ name, leaves, initial }) => ({
          name,
          initial: initial.index,
          leaves: leaves.map((leaf) => leaf.path),
        })),
        null,
        2,
      )};`,
      '',
      'export function bind(guards, actions, effects) {',
      ...[...this.parts].sort().map((line) => `  ${line}`),
      ...this.params.map((json, index) => `  const params${index} = ${json};`),
      '',
      `  return class ${className} {`,
      '    constructor(system, context) {',
      '      this.system = system;',
      '      this.context = context;',
      '      this.busy = false;',
      '      this.posted = null;',
      '      this.mailbox = null;',
      ...regions.map((region) => `      this.${region.name} = ${region.initial.index};`),
      '    }',
      '',
      '    send(event) {',
      '      if (this.busy) {',
      '        this.post(event);',
      '        return;',
      '      }',
      '      this.busy = true;',
      '      this.step(event);',
      '      if (this.posted !== null) this.openMailbox();',
      '      this.busy = false;',
      '    }',
      '',
      '    // Nearly always it is one event that waits: a mailbox is made for more.',
      '    post(event) {',
      '      if (this.posted === null) this.posted = event;',
      '      else if (this.mailbox === null) this.mailbox = [event];',
      '      else this.mailbox.push(event);',
      '    }',
      '',
      '    openMailbox() {',
      '      while (this.posted !== null) {',
      '        const event = this.posted;',
      '        this.posted = this.mailbox?.shift() ?? null;',
      '        this.step(event);',
      '      }',
      '    }',
      '',
      ...indent(steps, 2),
      '  };',
      '}',
      '',
    ].join('\n');
  }

  /**
   * `switch (event.type)`, and a method for each event, with a switch over the leaves of the region that handles it: V8
   * compiles small functions better, guards and all, than one large one.
   */
  private steps(): string[] {
    const lines = ['step(event) {', '  switch (event.type) {'];
    const methods: string[] = [];
    const add = (region: Region, event: string | undefined) => {
      const body = this.onEvent(region, event);
      if (body.length === 0) return;
      const method = event === undefined ? 'onOther' : `on_${event}`;
      lines.push(
        event === undefined ? '    default:' : `    case '${event}':`,
        `      this.${method}(event);`,
        '      return;',
      );
      methods.push('', `${method}(event) {`, '  const { context, system } = this;', ...indent(body, 1), '}');
    };
    for (const region of this.chart.regions) {
      const events = new Set(
        ancestryOf(region, this.machine).flatMap((node) => [...node.transitions.keys()] as string[]),
      );
      for (const event of events) add(region, event);
    }
    // Eventless transitions are asked after every event, also after one that the machine does not know.
    const [region, ...others] = this.chart.regions;
    if (region !== undefined && others.length === 0) add(region, undefined);
    return [...lines, '  }', '}', ...methods];
  }

  private onEvent(region: Region, event: string | undefined): string[] {
    const cases = new Map<string, Leaf[]>();
    for (const leaf of region.leaves) {
      if (isTransient(leaf)) continue;
      this.tellCount = 0;
      const candidates = ancestry(leaf.node).flatMap((node) =>
        event === undefined ? [] : ((node.transitions.get(event) ?? []) as Definition[]),
      );
      const body = this.choose(region, leaf, candidates, []);
      if (body.length === 0) continue;
      const text = body.join('\n');
      cases.set(text, [...(cases.get(text) ?? []), leaf]);
    }
    if (event === undefined && cases.size === 0) return [];
    const lines = [`switch (this.${region.name}) {`];
    for (const [text, leaves] of cases) {
      for (const leaf of leaves) lines.push(`  case ${leaf.index}: // ${leaf.path}`);
      lines.push('  {', ...indent(text.split('\n'), 2), '  }');
    }
    lines.push('}');
    return lines;
  }

  /** The first candidate whose guard holds is taken; with none, nothing happens but what eventless transitions do. */
  private choose(
    region: Region,
    leaf: Leaf,
    candidates: readonly Definition[],
    before: readonly PendingTell[],
  ): string[] {
    const lines: string[] = [];
    for (const candidate of candidates) {
      const guard = guardName(candidate.guard);
      const body = this.take(region, leaf, candidate, before);
      if (guard === undefined) return [...lines, ...body];
      this.parts.add(`const guard_${guard} = guards.${guard}.test;`);
      lines.push(`if (guard_${guard}(context, event)) {`, ...indent(body, 1), '}');
    }
    const settled = this.settle(region, leaf, before, leaf);
    return lines.length === 0 && settled.length === 0 ? [] : [...lines, ...settled, 'return;'];
  }

  /** Exit, transition and entry actions, in XState's order; then on to the new leaf. */
  private take(region: Region, leaf: Leaf, candidate: Definition, before: readonly PendingTell[]): string[] {
    const target = candidate.target?.[0] as AnyStateNode | undefined;
    const actions: unknown[] = [];
    let next = leaf;
    if (target === undefined) {
      actions.push(...candidate.actions);
    } else {
      const domain = domainOf(candidate.source, target);
      const entered = enteredLeaf(target);
      const found = region.leaves.find((each) => each.node === entered);
      if (found === undefined) throw new Error(`${this.chart.id}: ${pathOf(target)} leads out of its region`);
      next = found;
      for (const node of ancestry(leaf.node, domain)) actions.push(...node.exit);
      actions.push(...candidate.actions);
      for (const node of ancestry(next.node, domain).reverse()) actions.push(...node.entry);
    }
    const tells = [...before];
    const lines = namesOf(actions).flatMap((action) => this.run(action, tells));
    const { index } = this.chart.transitionOf(candidate);
    lines.push(`if (system.observer !== null) system.observer.transition('${this.name}', ${index}, event);`);
    lines.push(...this.settle(region, next, tells, leaf), 'return;');
    return lines;
  }

  /** In its new leaf: eventless transitions first; when none is taken, the step ends here. */
  private settle(region: Region, leaf: Leaf, tells: readonly PendingTell[], from: Leaf): string[] {
    const lines: string[] = [];
    const eventless = ancestry(leaf.node).flatMap((node) => (node.always ?? []) as Definition[]);
    for (const candidate of eventless) {
      const guard = guardName(candidate.guard);
      const body = this.take(region, leaf, candidate, tells);
      if (guard === undefined) return [...lines, ...body.slice(0, -1)];
      this.parts.add(`const guard_${guard} = guards.${guard}.test;`);
      lines.push(`if (guard_${guard}(context, event)) {`, ...indent(body, 1), '}');
    }
    if (leaf !== from) lines.push(`this.${region.name} = ${leaf.index}; // ${leaf.path}`);
    for (const { to, event } of tells) {
      lines.push(
        `if (system.observer !== null) system.observer.message?.('${this.name}', '${to}', ${event});`,
        `system.${to}.send(${event});`,
      );
    }
    return lines;
  }

  private run({ name, params }: ChartAction, tells: PendingTell[]): string[] {
    const part = this.machine.implementations.actions[name] as unknown as ActionPart;
    const args = ['context', 'event', ...(params === undefined ? [] : [this.paramsConstant(params)])];
    if ('write' in part) {
      this.parts.add(`const update_${name} = actions.${name}.write;`);
      return [`update_${name}(${args.join(', ')});`];
    }
    if ('effect' in part) {
      this.parts.add(`const effect_${name} = effects.${name};`);
      return [`effect_${name}(system.host, ${args.join(', ')});`];
    }
    this.parts.add(`const event_${name} = actions.${name}.tell.event;`);
    if (typeof part.tell.event !== 'function') {
      tells.push({ to: part.tell.to, event: `event_${name}` });
      return [];
    }
    const variable = `told${this.tellCount++}`;
    tells.push({ to: part.tell.to, event: variable });
    return [`const ${variable} = event_${name}(${args.join(', ')});`];
  }

  private paramsConstant(params: object): string {
    const json = JSON.stringify(params);
    if (!this.params.includes(json)) this.params.push(json);
    return `params${this.params.indexOf(json)}`;
  }
}

/** A leaf that is always left at once: no event can meet it. */
function isTransient(leaf: Leaf): boolean {
  const last = ancestry(leaf.node)
    .flatMap((node) => (node.always ?? []) as Definition[])
    .at(-1);
  return last !== undefined && last.guard === undefined;
}

/** Every node whose transitions concern the region: its own and, in a machine without regions, the root's. */
function ancestryOf(region: Region, machine: AnyStateMachine): AnyStateNode[] {
  return region.root === machine.root ? nodesOf(machine.root) : nodesOf(region.root);
}

/** What a transition neither leaves nor enters: the source if the target lies in it, else the closest common ancestor. */
function domainOf(source: AnyStateNode, target: AnyStateNode): AnyStateNode {
  if (source !== target && ancestry(target).includes(source)) return source;
  const targets = ancestry(target).slice(1);
  const domain = ancestry(source)
    .slice(1)
    .find((node) => targets.includes(node));
  return domain ?? source.machine.root;
}

function indent(lines: readonly string[], depth: number): string[] {
  return lines.map((line) => (line === '' ? line : '  '.repeat(depth) + line));
}
