import { Argument, InvalidArgumentError, type Command } from 'commander';
import { duration } from '../contracts/configuration.ts';
import { severities, type Severity } from '../domain/statements.ts';
import type { Millis } from '../domain/time.ts';
import { note } from './commands/note.ts';
import { severity } from './commands/severity.ts';
import { stop } from './commands/stop.ts';
import type { Dependencies } from './dependencies.ts';
import { asOption, configOption, example, jsonOption, keyOption, signedUsage } from './options.ts';

/** The commands for what a person says that nobody asked for. All of it is signed. */
export function addStating(program: Command, dependencies: Dependencies): void {
  program
    .command('note')
    .description('put a signed note on the timeline, and so into the record')
    .argument('<incident>', 'such as INC-7Q2M4K')
    .argument('<text>', 'what you saw, did or were told')
    .usage(signedUsage('<incident> <text>'))
    .addOption(asOption())
    .addOption(keyOption())
    .addOption(configOption())
    .addHelpText('after', example('holdfast note INC-7Q2M4K "told the support desk" --key ~/.ssh/id_ed25519'))
    .action((incident: string, text: string, options: Parameters<typeof note>[2]) => note(incident, text, options, dependencies));
  program
    .command('severity')
    .description('give an incident another severity, signed')
    .argument('<incident>', 'such as INC-7Q2M4K')
    .addArgument(new Argument('<severity>', 'which').choices(severities).argParser(severityOf))
    .usage(signedUsage('<incident> <severity> --why TEXT'))
    .requiredOption('--why <text>', 'the reason; it goes into the record')
    .addOption(asOption())
    .addOption(keyOption())
    .addOption(configOption())
    .addHelpText('after', example('holdfast severity INC-7Q2M4K SEV-2 --why "two readers only" --key ~/.ssh/id_ed25519'))
    .action((incident: string, given: Severity, options: Parameters<typeof severity>[2]) =>
      severity(incident, given, options, dependencies),
    );
  program
    .command('stop')
    .description('stop all automatic containment for a while, signed: each then asks a person first; without options, say whether it is')
    .usage('[(--for TIME | --lift) --why TEXT (--key FILE | --as NAME)] [options]')
    .option('--for <time>', 'for how long, such as 2h; a day at most', lengthOfTime)
    .option('--lift', 'end the stop that is in force')
    .option('--why <text>', 'the reason; every board shows it')
    .addOption(asOption())
    .addOption(keyOption())
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText('after', example('holdfast stop --for 2h --why "the platform is being moved" --key ~/.ssh/id_ed25519'))
    .action((options: Parameters<typeof stop>[0]) => stop(options, dependencies));
}

/** In any case, as names and short ids are taken. */
function severityOf(text: string): Severity {
  const found = severities.find((severity) => severity === text.toUpperCase());
  if (!found) throw new InvalidArgumentError(`Write one of ${severities.join(', ')}.`);
  return found;
}

function lengthOfTime(text: string): Millis {
  const parsed = duration.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('Write a length of time such as 90s, 15min or 2h.');
  return parsed.data;
}
