// npm run test:containers: the engine's tests on real servers, each started in a container. Needs a Docker engine; where
// there is none it says so, counts it as skipped, and nothing is claimed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuild, ensureDependencies, root } from './prepare.mjs';

/** The newest, and one of the oldest that are taken. SUNLEDGER_TEST_IMAGES names others, comma-separated. */
const IMAGES = ['kurrentplatform/kurrentdb:26.1', 'eventstore/eventstore:22.10.1-buster-slim'];

ensureDependencies();
ensureBuild();
const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers');
const images = process.env.SUNLEDGER_TEST_IMAGES?.split(',') ?? IMAGES;

async function skipWhereThereIsNone() {
  try {
    await getContainerRuntimeClient();
  } catch (error) {
    for (const image of images)
      console.log(
        `skipped: ${image}: no Docker engine to run it (${error.message.split('\n')[0]})`,
      );
    console.log(`0 passed, 0 failed, ${images.length} skipped`);
    process.exit(0);
  }
}

/** Settings are named after the product, which was renamed in 25.0. */
function environmentOf(image) {
  const prefix = image.includes('kurrent') ? 'KURRENTDB' : 'EVENTSTORE';
  const port = image.includes('kurrent') ? 'NODE_PORT' : 'HTTP_PORT';
  return {
    [`${prefix}_INSECURE`]: 'true',
    [`${prefix}_CLUSTER_SIZE`]: '1',
    [`${prefix}_RUN_PROJECTIONS`]: 'None',
    [`${prefix}_${port}`]: '2113',
  };
}

async function testOn(image) {
  console.log(`testing on ${image}`);
  const container = await new GenericContainer(image)
    .withExposedPorts(2113)
    .withEnvironment(environmentOf(image))
    .withWaitStrategy(
      Wait.forHttp('/health/live', 2113).forStatusCodeMatching((code) => code < 300),
    )
    .withStartupTimeout(180_000)
    .start();
  try {
    const url = `esdb://${container.getHost()}:${container.getFirstMappedPort()}?tls=false`;
    const tests = [join(root, 'scripts', 'test.mjs'), 'test/eventstoredb/realServer'];
    const env = { ...process.env, ESDB_URL: url };
    return spawnSync(process.execPath, tests, { cwd: root, stdio: 'inherit', env }).status === 0;
  } finally {
    await container.stop();
  }
}

await skipWhereThereIsNone();
let failed = 0;
for (const image of images) if (!(await testOn(image))) failed += 1;
console.log(`${images.length - failed} servers passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
