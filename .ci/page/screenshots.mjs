// Takes the README's pictures of the console: a frozen world with a bit of
// everything, so that the same page gives the same picture.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { clients, launch, openConsole, startSim, visible } from './rig.mjs';
import { play } from './scene.mjs';

const folder = fileURLToPath(new URL('../../.github/', import.meta.url));
const sim = await startSim();
const browser = await launch();
try {
  await play(clients(sim.url));
  await mkdir(folder, { recursive: true });
  for (const [name, viewport, colorScheme] of [
    ['wide', { width: 1440, height: 900 }, 'light'], ['narrow', { width: 360, height: 1560 }, 'light'], ['dark', { width: 1440, height: 900 }, 'dark'],
  ]) {
    const c = await openConsole(browser, sim.url, '/_sim/', { viewport, colorScheme });
    await visible(c.region('Numbers').getByRole('button', { name: '+12015550199' }));
    await visible(c.region('Codes').getByText('pending').first());
    await visible(c.region('Limits').getByText('/125'));
    if (name === 'dark') {
      await c.region('Requests').getByRole('row').filter({ hasText: 'meta_failed' }).getByRole('button').click();
      await visible(c.page.getByText('Calls it made'));
    }
    await c.region('Clock').getByRole('button', { name: /\+1 201-555-0199 code expires/ }).waitFor();
    await c.page.screenshot({ path: `${folder}console-${name}.png` });
    await c.close();
  }
} finally {
  await browser.close();
  await sim.stop();
}
