// Times of contestants that run in turn, so that whatever else the machine does meets all of them.
// Such times mean something beside the baseline of the same run only.

/**
 * Runs each contestant once a round and prints a table. Takes `[{ name, run }]`, of which the first is the baseline;
 * `run` may be async and throws when it did not do its work. A first round warms caches and does not count.
 */
export async function compare(contestants, rounds) {
  const times = contestants.map(() => [])
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { run }] of contestants.entries()) {
      const start = performance.now()
      await run()
      if (round > 0) times[index].push(performance.now() - start)
    }
  }
  const [baseline] = times
  const rows = contestants.map(({ name }, index) => [
    name,
    median(times[index]).toFixed(1),
    Math.min(...times[index]).toFixed(1),
    `${(median(times[index]) / median(baseline)).toFixed(2)}x`,
    `${(Math.min(...times[index]) / Math.min(...baseline)).toFixed(2)}x`,
  ])
  printTable([`${rounds} rounds, ms`, 'median', 'minimum', 'to median', 'to minimum'], rows)
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function printTable(heads, rows) {
  const widths = heads.map((_, column) => Math.max(...[heads, ...rows].map((row) => row[column].length)))
  const line = ([first, ...others]) =>
    [first.padEnd(widths[0]), ...others.map((cell, at) => cell.padStart(widths[at + 1]))].join('  ')
  const rule = widths.map((width) => '-'.repeat(width))
  process.stdout.write(`${[heads, rule, ...rows].map(line).join('\n')}\n`)
}
