/** All that the page does by script: a box that filters images by their text. Without script it is not there. */

/** The whole text; its hash stands in the page's policy. */
export const script = `
const box = document.getElementById('filter')
const told = document.getElementById('told')
const states = [...document.querySelectorAll('[name=state]')]
const groups = [...document.querySelectorAll('.images tbody')].map((group) => [group, group.textContent.toLowerCase()])
const apply = () => {
  const words = box.value.toLowerCase().split(/\\s+/)
  const state = states.find((each) => each.checked)?.value
  let shown = 0
  for (const [group, text] of groups) {
    group.hidden = !words.every((word) => text.includes(word))
    if (!group.hidden && (state === 'all' || group.classList.contains(state))) shown++
  }
  told.textContent = shown === groups.length ? '' : shown + ' of ' + groups.length
}
box.addEventListener('input', apply)
for (const each of states) each.addEventListener('change', apply)
document.getElementById('finder').hidden = false
apply()
`
