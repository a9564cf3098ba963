import type { Command } from 'commander';
import { attach } from './commands/attach.ts';
import { checkTheLog } from './commands/check-the-log.ts';
import { newKeys } from './commands/new-keys.ts';
import { verify } from './commands/verify.ts';
import type { Dependencies } from './dependencies.ts';
import { asOption, configOption, example, jsonOption, keyOption } from './options.ts';

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** The commands about what incidents leave behind. */
export function addEvidence(program: Command, dependencies: Dependencies): void {
  program
    .command('verify')
    .description(
      'check the sealed evidence of one incident, offline; verify.sh in its folder does the first three checks with ordinary tools',
    )
    .argument('<directory>', "the incident's folder in the vault, or a copy of it")
    .requiredOption('--key <file>', 'the public key of the installation (.pub.pem), from somebody whom you trust')
    .option('--people <file>', "who people are: holdfast.yaml, or a file with its 'people'; then their signatures are checked too")
    .option('--incident <id>', "whose evidence it should be; by default the folder's name")
    .addOption(jsonOption())
    .addHelpText('after', example('holdfast verify .holdfast/vault/INC-7Q2M4K --key .holdfast/keys/evidence.pub.pem'))
    .action((directory: string, options: Parameters<typeof verify>[1]) => verify(directory, options, dependencies));
  program
    .command('attach')
    .description('put a file into the evidence of a running incident, signed; its digest goes on the timeline')
    .argument('<incident>', 'such as INC-7Q2M4K')
    .argument('<file>', 'at most 64 MiB')
    .option('--proves <field>', 'what it stands for in the record, such as BK-RC3; it is marked as done by hand')
    .option('--text <text>', 'what it shows', '')
    .addOption(asOption())
    .addOption(keyOption())
    .addOption(configOption())
    .addHelpText('after', example('holdfast attach INC-7Q2M4K console.png --text "the status page at 03:12" --key ~/.ssh/id_ed25519'))
    .action((incident: string, file: string, options: Parameters<typeof attach>[2]) => attach(incident, file, options, dependencies));
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
  const log = program
    .command('log')
    .description('the log of sealed records')
    .addHelpText('after', example('holdfast log check --key evidence.pub.pem'));
  log
    .command('check')
    .description('find a sealed record that is missing, reordered or rewritten')
    .option('--key <file>', 'the public key of the installation: then every signature is checked')
    .option('--head <digest>', 'a digest that your anchor received; may be given several times', several)
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText('after', example('holdfast log check --key evidence.pub.pem --head sha256:0f3a...'))
    .action((options: Parameters<typeof checkTheLog>[0]) => checkTheLog(options, dependencies));
}
