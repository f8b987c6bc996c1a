import { expect, test } from './support/lab.ts';

test('the catalogue of networks counts layers, follows the settings, and chooses one for the lab', async ({
  page,
}) => {
  await page.goto('./');
  await page.getByRole('link', { name: 'Networks' }).click();
  await expect(page).toHaveURL(/\?page=networks$/);
  const scat = page.getByRole('region', { name: 'Layers of Scattering, 3 hidden layers' });
  // Table 1 at a quarter of its widths: 16 neurons on 15 inputs, then 32 on 80.
  await expect(scat.getByRole('row', { name: /^L2 32 80 80 × 1 8 × 8 2,560/ })).toBeVisible();
  await page.getByRole('textbox', { name: 'Width ×' }).fill('4');
  await page.keyboard.press('Enter');
  await expect(scat.getByRole('row', { name: /^L2 128 320 320 × 1 8 × 8 40,960/ })).toBeVisible();
  await page.getByRole('switch', { name: 'Skip connection' }).check();
  await expect(
    page.getByText(/belong to scattering networks: switch them off for the plain CNN/),
  ).toBeVisible();
  await page.getByRole('switch', { name: 'Skip connection' }).uncheck();
  await page.getByRole('link', { name: 'Use Plain CNN in the lab' }).click();
  await expect(page.getByRole('combobox', { name: 'Network' })).toHaveValue('cnn');
  await page.goBack();
  await expect(page.getByText('in use', { exact: true })).toBeVisible();
});
