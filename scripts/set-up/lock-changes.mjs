/**
 * What an install changed in the lock that matters: a package gone, another version, or something new that is not optional.
 * Optional packages of other platforms come and go with the machine and are not counted.
 * @param {string} before text of package-lock.json
 * @param {string} after
 * @returns {string[]} one line each; empty when all that was locked is still locked
 */
export function lockChanges(before, after) {
  if (before === after) return [];
  const [was, is] = [packages(before), packages(after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return names.flatMap((name) => {
    const [old, now] = [was[name], is[name]];
    if (old && now)
      return old.version === now.version && old.integrity === now.integrity ? [] : [`${name}: ${old.version} became ${now.version}`];
    if (old) return old.optional ? [] : [`${name}: ${old.version} is gone`];
    return now?.optional ? [] : [`${name}: ${now?.version} is new`];
  });
}

/** @param {string} text @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>} */
function packages(text) {
  return JSON.parse(text).packages ?? {};
}
