import type { PanelId } from './types.ts';

const R = String.raw;

/** By panel: the formula of what is drawn, in TeX, for "How to read this". */
export const formulas: Readonly<Record<PanelId, string>> = {
  cascade: R`\phi_j = \sigma\, W_j\, \phi_{j-1}, \qquad W_j = G_j\, \hat C_j^{1/2}`,
  training: R`\ell = -\frac1N \sum_{i=1}^{N} \log p_\theta(y_i \mid x_i)`,
  activations: R`\mathbb{E}\big[\phi_j \phi_j^{\mathsf T}\big]\, u_m = \lambda_m u_m, \qquad \lambda_m \propto m^{-\alpha}`,
  weights: R`\frac{W^{\mathsf T} W}{n}, \qquad \lambda_\pm = \sigma^2 \Big(1 \pm \sqrt{d'/n}\Big)^2`,
  redraw: R`W_j = G_j\, C_j^{1/2} \hat A_{j-1}, \qquad \hat A = \operatorname*{arg\,min}_{A^{\mathsf T}A = I} \mathbb{E}\,\lVert A\hat\phi - \phi \rVert^2`,
  'accuracy-by-width': R`\mathbb{E}\,\lvert \hat f - f \rvert^2 \le c\,\lVert f \rVert^2 \Big(\sum_{j} d_j^{-\eta_j/2}\Big)^2`,
  convergence: R`\frac{\mathbb{E}\,\lVert \hat A_j \hat\phi_j - \phi_j \rVert^2}{\mathbb{E}\,\lVert \phi_j \rVert^2}, \qquad \hat A_j = U V^{\mathsf T} \text{ from } \mathbb{E}\big[\phi_j\hat\phi_j^{\mathsf T}\big] = U S V^{\mathsf T}; \qquad 2\,(1 - \cos)`,
  'width-spectra': R`\lambda_m\big(\mathbb{E}[\hat\phi_j \hat\phi_j^{\mathsf T}]\big) / \lambda_1 \;\longrightarrow\; \propto m^{-\alpha_j}`,
  'width-covariance': R`\frac{\lVert d'_s \tilde C_s - d'_{\mathrm{ref}} \tilde C_{\mathrm{ref}} \rVert}{\lVert d'_{\mathrm{ref}} \tilde C_{\mathrm{ref}} \rVert}`,
  pooled: R`\tilde C_j = \frac1{Nn} \sum_{i=1}^{N} \big(W_j^{(i)} \hat A_i\big)^{\mathsf T}\, W_j^{(i)} \hat A_i`,
  ranks: R`W_j \;\to\; W_j\, \Pi_R, \qquad \rho(R) = \frac{\operatorname{tr}(\Pi_R \tilde C_j)}{\operatorname{tr} \tilde C_j}`,
  marginals: R`z_i = \frac{\langle w_i, e_r\rangle}{\sqrt{\lambda_r}}, \qquad D = \sup_z \lvert F(z) - \Phi(z) \rvert`,
  whitening: R`G = W' \tilde C^{-1/2}, \qquad \lambda(G^{\mathsf T}G/n) \in \Big[\big(1-\sqrt{q}\big)^2, \big(1+\sqrt{q}\big)^2\Big],\; q = d'/n`,
  depth: R`\lambda_r \approx \lambda_0\, e^{-r/s_j}`,
  variants: R`\pi_j = \sum_{g} p_g\, \mathcal N(\mu_g, C_g), \qquad \hat\lambda = \eta(\lambda)`,
  'warm-start': R`W(0) \sim \mathcal N(0, C_j) \quad\text{against}\quad W(0) \sim \mathcal N(0, I)`,
  matching: R`\min_{A^{\mathsf T}A = I} \mathbb{E}\,\lVert A\hat\phi - \phi \rVert^2 \;\le\; \min_{A \in \text{permutations}} \mathbb{E}\,\lVert A\hat\phi - \phi \rVert^2`,
  universality: R`\cos\theta = \frac{\lVert C_1^{1/2} C_2^{1/2} \rVert_*}{\sqrt{\operatorname{tr} C_1 \operatorname{tr} C_2}}, \qquad S = \frac{\cos\theta(C_1, C_2) - \cos\theta(C_1, O C_1 O^{\mathsf T})}{\cos\theta(C_1, \hat C_1) - \cos\theta(C_1, O C_1 O^{\mathsf T})}`,
  readings: R`p(\lambda) \propto \lambda^{-\alpha}, \qquad \lambda_r \propto e^{-r/s}, \qquad \lambda_r > \lambda_+`,
  bulk: R`p(s) = \tfrac{\pi}{2}\, s\, e^{-\pi s^2/4}`,
  additivity: R`\varepsilon_j = \sum_{\ell \le j} d_\ell^{-\eta_\ell/2}`,
  dynamics: R`u_r(t) = W(t)\, e_r, \qquad \frac{\lVert u_r(t) \rVert}{\lVert u_r(0) \rVert}, \quad \cos\angle\big(u_r(t), u_r(0)\big)`,
  kernel: R`\hat k(x, x') = \frac1n \sum_{i \le n} \sigma\langle w_i, x\rangle\, \sigma\langle w_i, x'\rangle, \qquad \mathbb{E}\,\lvert \hat k - k \rvert^2 \le \frac{c}{n}`,
  symmetry: R`\frac{\lVert C - Q^{\mathsf T} C\, Q \rVert}{\lVert C \rVert}`,
  data: R`x \mapsto \frac{x - \mu_c}{\sigma_c}`,
  histograms: R`h(v) = \#\{\,w : v \le w < v + \delta\,\}`,
  classes: R`M_{ab} = \#\{\,i : y_i = a,\ \hat y_i = b\,\}`,
  images: R`p(c \mid x) = \frac{e^{f_c(x)}}{\sum_k e^{f_k(x)}}`,
};
