/**
 * The order of test files on a clean checkout, where jest knows no times: those that take long begin first, so that none of them ends alone, and
 * those that start many programs meet workers that are still small, from which a program starts several times faster.
 */
const Sequencer = require('@jest/test-sequencer').default

const slow = [/\/delivery\//, /\/bundle\//, /\/contracts\/git/, /promotion-laws/, /\/adapters\/git\//]

module.exports = class SlowFirst extends Sequencer {
  async sort(tests) {
    const usual = await super.sort(tests)
    const isSlow = ({ path }) => slow.some((each) => each.test(path))
    return [...usual.filter(isSlow), ...usual.filter((test) => !isSlow(test))]
  }
}
