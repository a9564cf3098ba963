import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { runbookNames } from '../contracts/runbook-names.ts';
import { calledAs } from './called-as.ts';
import { decide } from './commands/decide.ts';
import { doctor } from './commands/doctor.ts';
import { listIncidents } from './commands/incidents.ts';
import { show } from './commands/show.ts';
import { start } from './commands/start.ts';
import type { Dependencies } from './dependencies.ts';
import { CommandFailed } from './failed.ts';
import { asOption, configOption, example, jsonOption, keyOption, signedUsage } from './options.ts';
import { addEvidence } from './evidence-commands.ts';
import { addStating } from './stating.ts';

/** The `holdfast` command. Nothing here ends the process: `runProgram` runs it. */
export function buildProgram(dependencies: Dependencies): Command {
  const program = new Command('holdfast')
    .description('Runs incident runbooks as durable workflows, for platforms that publish signed content to readers.')
    .version(`holdfast ${dependencies.version}`, '--version', 'say which version this is')
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => command.name() }) // with its arguments there is no room left for what it does
    .configureOutput({
      writeOut: (text) => dependencies.out(asCalled(text, dependencies)),
      writeErr: (text) => dependencies.err(asCalled(text, dependencies)),
      outputError: (text, write) => write(text.replace(/^error: /, 'holdfast: ')),
    })
    .showSuggestionAfterError()
    .addHelpText('after', example('holdfast demo') + '\nExit codes: 0 done; 1 it failed or was refused; 2 it was called wrongly.\n');
  addRunning(program, dependencies);
  addReading(program, dependencies);
  addActing(program, dependencies);
  addStating(program, dependencies);
  addEvidence(program, dependencies);
  program.showHelpAfterError(`All commands: ${calledAs(dependencies.env ?? {})} --help`);
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) saysHowToCall(command, calledAs(dependencies.env ?? {}));
  return program;
}

/** Help with its examples as they are called here. */
const asCalled = (text: string, { env }: Dependencies): string => text.replaceAll('$ holdfast ', `$ ${calledAs(env ?? {})} `);

/** After a wrong call: how it is called, in one line, and where there is more. */
function saysHowToCall(command: Command, calls: string): void {
  const name = command.parent?.parent ? `${command.parent.name()} ${command.name()}` : command.name();
  command.showHelpAfterError(`Usage: ${calls} ${name} ${command.usage()}\nMore, with an example: ${calls} ${name} --help`);
}

function addRunning(program: Command, dependencies: Dependencies): void {
  program
    .command('demo')
    .description('a bad pack is published on this machine, and you see it rolled back')
    .option('--once', 'answer as the demo people, verify the evidence, and exit 0 only if all held; so does any run without a terminal')
    .addHelpText('after', example('holdfast demo --once'))
    .action(async (options: { readonly once?: true }) => expectDone(await dependencies.demo({ once: options.once ?? false }), 'the demo'));
  program
    .command('up')
    .description('the same stack with nothing broken, until interrupted')
    .addHelpText('after', example('holdfast up'))
    .action(async () => expectDone(await dependencies.up(), 'the stack'));
  program
    .command('serve')
    .description('the product proper: gateway and worker')
    .addOption(new Option('--only <part>', 'this part alone; without it, both in one process').choices(['gateway', 'worker']))
    .option('--config <file>', 'holdfast.yaml')
    .addHelpText('after', example('holdfast serve --config /etc/holdfast/holdfast.yaml'))
    .action(async ({ only, config }: { readonly only?: 'gateway' | 'worker'; readonly config?: string }) =>
      expectDone(await dependencies.serve({ only: only ?? null, config: config ?? null }), 'the server'),
    );
}

function addReading(program: Command, dependencies: Dependencies): void {
  program
    .command('incidents')
    .description('the list of incidents, newest first')
    .option('--open', 'only those being worked')
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText('after', example('holdfast incidents --open'))
    .action((options: Parameters<typeof listIncidents>[0]) => listIncidents(options, dependencies));
  program
    .command('show')
    .description('the board: what is asked, what is held, how much time is left')
    .argument('<incident>', 'such as INC-7Q2M4K')
    .option('--watch', 'again each second, until the incident has ended')
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText('after', example('holdfast show INC-7Q2M4K --watch'))
    .action((incident: string, options: Parameters<typeof show>[1]) => show(incident, options, dependencies));
  program
    .command('doctor')
    .description('what is reachable, configured and missing, one line each')
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText('after', example('holdfast doctor --config holdfast.yaml'))
    .action((options: Parameters<typeof doctor>[0]) => doctor(options, dependencies));
}

function addActing(program: Command, dependencies: Dependencies): void {
  program
    .command('start')
    .description('start an incident by hand, signed; who starts it may not judge it')
    .addArgument(new Argument('<runbook>', 'which runbook').choices(runbookNames))
    .usage(signedUsage('<runbook> --scope TENANT/ENVIRONMENT/KIND/NAME --why TEXT'))
    .requiredOption('--scope <scope>', 'TENANT/ENVIRONMENT/KIND/NAME')
    .requiredOption('--why <text>', 'what you saw; it goes into the record')
    .addOption(asOption())
    .addOption(keyOption())
    .addOption(configOption())
    .addHelpText(
      'after',
      example('holdfast start bad-pack-rollback --scope acme/production/channel/au-nsw --why "wrong rules served" --key ~/.ssh/id_ed25519'),
    )
    .action((runbook: string, options: Parameters<typeof start>[1]) => start(runbook, options, dependencies));
  program
    .command('decide')
    .description('sign and send an answer to what an incident asks')
    .argument('<incident>', 'such as INC-7Q2M4K')
    .argument('[verdict]', 'one of those offered; left out, it says which are')
    .usage('<incident> <verdict> (--key FILE | --as NAME | --signature FILE | --print) [options]')
    .addOption(asOption())
    .addOption(keyOption())
    .addOption(new Option('--note <text>', 'goes into the record with your answer').default('', 'none'))
    .option('--asking <number>', 'which question, when several are open', wholeNumber)
    .option('--print', 'write the exact bytes to sign, and send nothing')
    .option('--signature <file>', 'FILE.sig of plain ssh-keygen -Y sign, beside FILE as --print wrote it')
    .option('--signal', 'send it as a signal, without waiting for what becomes of it')
    .option('--yes', 'do not ask again on a terminal')
    .addOption(configOption())
    .addHelpText('after', example('holdfast decide INC-7Q2M4K bad --key ~/.ssh/id_ed25519 --note "seen on two readers"'))
    .action((incident: string, verdict: string | undefined, options: Parameters<typeof decide>[2]) =>
      decide(incident, verdict, options, dependencies),
    );
}

function expectDone(code: number, what: string): void {
  if (code !== 0) throw new CommandFailed(`${what} ended with code ${code}: what went wrong is said above`);
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Write a number such as 1.');
  return Number(text);
}
