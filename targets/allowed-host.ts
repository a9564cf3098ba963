/** Whether `url` leads to one of `hosts`, each `host` (any port) or `host:port`. Nothing matches by suffix. */
export function hostIsAllowed(url: URL, hosts: readonly string[]): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const names = [url.hostname, `${url.hostname}:${port}`];
  return hosts.some((host) => names.includes(host.toLowerCase()));
}
