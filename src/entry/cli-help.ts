/** `image-bump help`: commander's own would print its page for a word that is no command, and say nothing of it. */
import { type Command, Help } from 'commander'

/** Adds the verb, for the commands that the program has by now and those below them. */
export function addHelp(program: Command): void {
  for (const command of program.commands) command.helpCommand(false)
  program
    .helpCommand(false)
    .command('help')
    .description('Show the options of a command')
    .argument('[command...]', 'as in policy test')
    .action((words: readonly string[]) => find(program, words).help())
}

/** Ends the program for a word that is no command. */
function find(above: Command, [word, ...rest]: readonly string[]): Command {
  if (word === undefined) return above
  const commands = new Help().visibleCommands(above)
  const command = commands.find((each) => each.name() === word || each.aliases().includes(word))
  if (command !== undefined) return find(command, rest)
  const known = commands.map((each) => each.name()).join(', ')
  const choice = known === '' ? 'it has none below it' : `there are ${known}`
  return above.error(`error: there is no command "${word}" to help with; ${choice}`)
}
