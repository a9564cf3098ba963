/** How this program is called here, to be copied from a screen: npm says when it runs in a checkout, where no `holdfast` is on the PATH. */
export const calledAs = (env: Readonly<Record<string, string | undefined>>): string =>
  env['npm_package_name'] === 'holdfast' && env['npm_lifecycle_event'] ? 'npm run holdfast --' : 'holdfast';
