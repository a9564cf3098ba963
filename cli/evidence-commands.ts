import { Argument, Option, type Command } from 'commander';
import { recordKinds, type RecordKind } from '../contracts/records/record-kinds.ts';
import { checklistIds } from '../domain/record-checklist.ts';
import { attach } from './commands/attach.ts';
import { checkTheLog } from './commands/check-the-log.ts';
import { newKeys } from './commands/new-keys.ts';
import { record } from './commands/record.ts';
import { verify } from './commands/verify.ts';
import type { Dependencies } from './dependencies.ts';
import { asOption, configOption, example, jsonOption, keyOption, signedUsage } from './options.ts';

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** The commands about what incidents leave behind. */
export function addEvidence(program: Command, dependencies: Dependencies): void {
  addVerify(program, dependencies);
  addRecord(program, dependencies);
  addAttach(program, dependencies);
  addKeys(program, dependencies);
  addLog(program, dependencies);
}

function addVerify(program: Command, dependencies: Dependencies): void {
  program
    .command('verify')
    .description(
      'check the sealed evidence of one incident, offline; verify.sh in its folder does the first three checks with ordinary tools',
    )
    .argument('<directory>', "the incident's folder in the vault, or a copy of it")
    .usage('<directory> --key FILE [options]')
    .requiredOption(
      '--key <file>',
      'the public key of the installation (.pub.pem), from somebody whom you trust; several times after a change of keys',
      several,
    )
    .option('--people <file>', "who people are: holdfast.yaml, or a file with its 'people'; then their signatures are checked too")
    .option('--incident <id>', "whose evidence it should be; by default the folder's name")
    .addOption(jsonOption())
    .addHelpText('after', example('holdfast verify .holdfast/vault/INC-7Q2M4K --key .holdfast/keys/evidence.pub.pem'))
    .action((directory: string, options: Parameters<typeof verify>[1]) => verify(directory, options, dependencies));
}

function addRecord(program: Command, dependencies: Dependencies): void {
  program
    .command('record')
    .description('file the record of the last matching incident or drill for an auditor, as JSON and as a page that prints')
    .addArgument(new Argument('<kind>', 'which record').choices(recordKinds))
    .option('--scope <kind>', 'what it is about: a kind of scope with --scope-id, or all of it as TENANT/ENVIRONMENT/KIND/NAME')
    .option('--scope-id <id>', 'its name, such as au-nsw')
    .option('--tenant <name>', 'only of this tenant')
    .option('--environment <name>', 'only of this environment; staging: only drills')
    .option('--incident <id>', 'of this one instead of the last')
    .option('--validation-localities <list>', 'for ai-kill-switch: the localities whose validation it has to show, with commas between')
    .option('--app-build <build>', 'for launch-day: the build that the launch was validated with')
    .option('--root <folder>', 'where records are filed; by default evidence.records of holdfast.yaml')
    .option('--key <file>', 'a public key to verify with, instead of the configured one; may be given several times', several)
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText('after', example('holdfast record rollback --scope=locality --scope-id=au-nsw'))
    .action((kind: RecordKind, options: Parameters<typeof record>[1]) => record(kind, options, dependencies));
}

function addAttach(program: Command, dependencies: Dependencies): void {
  program
    .command('attach')
    .description('put a file into the evidence of a running incident, signed; its digest goes on the timeline')
    .argument('<incident>', 'such as INC-7Q2M4K')
    .argument('<file>', 'at most 64 MiB')
    .usage(signedUsage('<incident> <file>'))
    .addOption(new Option('--proves <item>', 'the item of the checklist that it stands for; it is marked as by hand').choices(checklistIds))
    .addOption(new Option('--text <text>', 'what it shows').default('', 'the name of the file'))
    .addOption(asOption())
    .addOption(keyOption())
    .addOption(configOption())
    .addHelpText('after', example('holdfast attach INC-7Q2M4K console.png --text "the status page at 03:12" --key ~/.ssh/id_ed25519'))
    .action((incident: string, file: string, options: Parameters<typeof attach>[2]) => attach(incident, file, options, dependencies));
}

function addKeys(program: Command, dependencies: Dependencies): void {
  const keys = program
    .command('keys')
    .description('the key that seals evidence')
    .addHelpText('after', example('holdfast keys new evidence.pem'));
  keys
    .command('new')
    .description('make one: Ed25519, the private key in FILE, the public one beside it as .pub.pem')
    .argument('<file>', 'a file that is not there yet, such as evidence.pem')
    .addHelpText('after', example('holdfast keys new /etc/holdfast/evidence.pem'))
    .action((file: string) => newKeys(file, dependencies));
}

function addLog(program: Command, dependencies: Dependencies): void {
  const log = program
    .command('log')
    .description('the log of sealed records')
    .addHelpText('after', example('holdfast log check --key evidence.pub.pem'));
  log
    .command('check')
    .description('find a sealed record that is missing, reordered or rewritten')
    .option(
      '--key <file>',
      'the public key of the installation: then every signature is checked; several times after a change of keys',
      several,
    )
    .option('--head <digest>', 'a digest that your anchor received; may be given several times', several)
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText('after', example('holdfast log check --key evidence.pub.pem --head sha256:0f3a...'))
    .action((options: Parameters<typeof checkTheLog>[0]) => checkTheLog(options, dependencies));
}
