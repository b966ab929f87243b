import { expect, it } from 'vitest';
import { componentsOf, counted } from './manifests';

const object = (kind: string, component = '') => ({
  kind,
  metadata: { name: 'x', labels: { 'app.kubernetes.io/component': component } },
});

it('names the parts that run pods, the shop itself first and each once', () => {
  const items = [
    object('Service', 'web'),
    object('StatefulSet', 'database'),
    object('Deployment', 'web'),
    object('Job', 'database'),
    object('Job'),
  ];
  expect(componentsOf(items)).toEqual(['web', 'database']);
});

it('counts objects by kind', () => {
  expect(counted([object('Secret'), object('Job'), object('Secret')])).toBe('Secret\u00a0×\u00a02, Job');
});

it('reads nothing out of what is no object', () => {
  expect(componentsOf([{ kind: 'Job', metadata: null }, {}])).toEqual([]);
});
