/** What stands behind a panel: for "How to read this". */
export interface Explanation {
  /** The formula of what is drawn, in TeX. */
  formula: string;
  /** What has to hold for the reading. */
  assumption: string;
  /** Where it is in the paper. */
  paper: string;
}

const R = String.raw;

/** By panel. */
export const explanations: Readonly<Record<string, Explanation>> = {
  cascade: {
    formula: R`\phi_j = \sigma\, W_j\, \phi_{j-1}, \qquad W_j = G_j\, \hat C_j^{1/2}`,
    assumption: 'Neurons of a layer are independent draws, and layers depend on each other only through the rotation between them.',
    paper: 'Fig. 1; Definitions 1 and 2.',
  },
  training: {
    formula: R`\ell = -\frac1N \sum_{i=1}^{N} \log p_\theta(y_i \mid x_i)`,
    assumption: 'Test images are never trained on; batches are measured while the weights still change, so the thin line lags behind.',
    paper: 'Training recipe: appendix on experimental details.',
  },
  activations: {
    formula: R`\mathbb{E}\big[\phi_j \phi_j^{\mathsf T}\big]\, u_m = \lambda_m u_m, \qquad \lambda_m \propto m^{-\alpha}`,
    assumption: 'Images and positions are samples, channels dimensions; nothing is centred. From as many samples as inputs on, the head can be trusted, the last ranks cannot.',
    paper: 'Fig. 2; the exponent enters Theorem 1.',
  },
  weights: {
    formula: R`\frac{W^{\mathsf T} W}{n}, \qquad \lambda_\pm = \sigma^2 \Big(1 \pm \sqrt{d'/n}\Big)^2`,
    assumption: 'The Marchenko–Pastur law needs independent entries of one variance and many of them; the band is simulated at this very size and needs neither limit.',
    paper: 'Fig. 4, left, for one network.',
  },
  redraw: {
    formula: R`W_j = G_j\, C_j^{1/2} \hat A_{j-1}, \qquad \hat A = \operatorname*{arg\,min}_{A^{\mathsf T}A = I} \mathbb{E}\,\lVert A\hat\phi - \phi \rVert^2`,
    assumption: 'Neurons are Gaussian given the layers before. The covariance comes from one network, whose own neurons it was measured on.',
    paper: 'Fig. 9; Definition 2.',
  },
  'accuracy-by-width': {
    formula: R`\mathbb{E}\,\lvert \hat f - f \rvert^2 \le c\,\lVert f \rVert^2 \Big(\sum_{j} d_j^{-\eta_j/2}\Big)^2`,
    assumption: 'All networks saw the same images and the same recipe; only widths and seeds differ.',
    paper: 'Fig. 9; Theorem 2.',
  },
  convergence: {
    formula: R`\frac{\mathbb{E}\,\lVert \hat A_j \hat\phi_j - \phi_j \rVert^2}{\mathbb{E}\,\lVert \phi_j \rVert^2}, \qquad \hat A_j = U V^{\mathsf T} \text{ from } \mathbb{E}\big[\phi_j\hat\phi_j^{\mathsf T}\big] = U S V^{\mathsf T}; \qquad 2\,(1 - \cos)`,
    assumption: 'The widest network stands for the limit. The rotation is fitted on training images and judged on test images; standardised activations have a rotation of their own.',
    paper: 'Fig. 3; Theorems 1 and 2.',
  },
  'width-spectra': {
    formula: R`\lambda_m\big(\mathbb{E}[\hat\phi_j \hat\phi_j^{\mathsf T}]\big) / \lambda_1 \;\longrightarrow\; \propto m^{-\alpha_j}`,
    assumption: 'Narrow networks can follow the curve only to as many ranks as they have channels.',
    paper: 'Fig. 2.',
  },
  'width-covariance': {
    formula: R`\frac{\lVert d'_s \tilde C_s - d'_{\mathrm{ref}} \tilde C_{\mathrm{ref}} \rVert}{\lVert d'_{\mathrm{ref}} \tilde C_{\mathrm{ref}} \rVert}`,
    assumption: 'Covariances of different widths can be compared only in one space: that of the widest network, reached by alignment.',
    paper: 'Fig. 4, right.',
  },
  pooled: {
    formula: R`\tilde C_j = \frac1{Nn} \sum_{i=1}^{N} \big(W_j^{(i)} \hat A_i\big)^{\mathsf T}\, W_j^{(i)} \hat A_i`,
    assumption: 'All networks draw their neurons from one law. What differs between them averages out with their number.',
    paper: 'Fig. 4, upper left.',
  },
  ranks: {
    formula: R`W_j \;\to\; W_j\, \Pi_R, \qquad \rho(R) = \frac{\operatorname{tr}(\Pi_R \tilde C_j)}{\operatorname{tr} \tilde C_j}`,
    assumption: 'One layer at a time is changed, and nothing is trained again.',
    paper: 'Fig. 4, lower left; Fig. 6.',
  },
  marginals: {
    formula: R`z_i = \frac{\langle w_i, e_r\rangle}{\sqrt{\lambda_r}}, \qquad D = \sup_z \lvert F(z) - \Phi(z) \rvert`,
    assumption: 'A Gaussian law has Gaussian marginals along every direction; this looks at some directions, so it can refute the law but not prove it.',
    paper: 'Fig. 7.',
  },
  whitening: {
    formula: R`G = W' \tilde C^{-1/2}, \qquad \lambda(G^{\mathsf T}G/n) \in \Big[\big(1-\sqrt{q}\big)^2, \big(1+\sqrt{q}\big)^2\Big],\; q = d'/n`,
    assumption: 'The covariance must be known better than one network tells it: from the others, more neurons than inputs.',
    paper: 'Fig. 8.',
  },
  depth: {
    formula: R`\lambda_r \approx \lambda_0\, e^{-r/s_j}`,
    assumption: 'A straight line on a logarithmic axis over the first ranks; narrow layers have few of them.',
    paper: 'Fig. 5, right.',
  },
  variants: {
    formula: R`\pi_j = \sum_{g} p_g\, \mathcal N(\mu_g, C_g), \qquad \hat\lambda = \eta(\lambda)`,
    assumption: 'Everything but the law of the neurons stays: alignment, statistics and what is kept are those of the plain draw.',
    paper: 'Beyond the paper, which draws from one Gaussian (Definition 2).',
  },
  'warm-start': {
    formula: R`W(0) \sim \mathcal N(0, C_j) \quad\text{against}\quad W(0) \sim \mathcal N(0, I)`,
    assumption: 'The covariances come from a network that has already seen these images.',
    paper: 'Not in the paper.',
  },
  readings: {
    formula: R`p(\lambda) \propto \lambda^{-\alpha}, \qquad \lambda_r \propto e^{-r/s}, \qquad \lambda_r > \lambda_+`,
    assumption: 'A law that is not ruled out is not thereby found: few eigenvalues rule out little.',
    paper: 'Fig. 4 has the exponential; the power law is of Martin and Mahoney.',
  },
  bulk: {
    formula: R`p(s) = \tfrac{\pi}{2}\, s\, e^{-\pi s^2/4}`,
    assumption: 'Singular values are unfolded to mean spacing 1, and spikes are left out.',
    paper: 'Not in the paper; Thamm, Staats and Rosenow.',
  },
  additivity: {
    formula: R`\varepsilon_j = \sum_{\ell \le j} d_\ell^{-\eta_\ell/2}`,
    assumption: 'Errors of single layers are measured with all others trained, so they tell nothing of how they meet.',
    paper: 'Theorem 2.',
  },
  matching: {
    formula: R`\min_{A^{\mathsf T}A = I} \mathbb{E}\,\lVert A\hat\phi - \phi \rVert^2 \;\le\; \min_{A \in \text{permutations}} \mathbb{E}\,\lVert A\hat\phi - \phi \rVert^2`,
    assumption: 'Both are fitted on training images and judged on test images; a permutation is a rotation, so it can only do worse in fitting.',
    paper: 'Section on alignment: rotations rather than permutations.',
  },
  universality: {
    formula: R`\cos\theta = \frac{\lVert C_1^{1/2} C_2^{1/2} \rVert_*}{\sqrt{\operatorname{tr} C_1 \operatorname{tr} C_2}}, \qquad S = \frac{\cos\theta(C_1, C_2) - \cos\theta(C_1, O C_1 O^{\mathsf T})}{\cos\theta(C_1, \hat C_1) - \cos\theta(C_1, O C_1 O^{\mathsf T})}`,
    assumption: 'C is what stands out of the fitted noise, debiased; O turns at random, and Ĉ₁ is estimated from as many neurons drawn with C₁. Where few directions stand out, S is uncertain.',
    paper: 'Not in the paper; Guth and Ménard, On the universality of neural encodings in CNNs (2024).',
  },
  dynamics: {
    formula: R`u_r(t) = W(t)\, e_r, \qquad \frac{\lVert u_r(t) \rVert}{\lVert u_r(0) \rVert}, \quad \cos\angle\big(u_r(t), u_r(0)\big)`,
    assumption: 'The directions are those of the last covariance, so they know where training went.',
    paper: 'Fig. 10.',
  },
  kernel: {
    formula: R`\hat k(x, x') = \frac1n \sum_{i \le n} \sigma\langle w_i, x\rangle\, \sigma\langle w_i, x'\rangle, \qquad \mathbb{E}\,\lvert \hat k - k \rvert^2 \le \frac{c}{n}`,
    assumption: 'The closed form holds for Gaussian neurons without biases or batch norm; elsewhere very many drawn neurons stand for it.',
    paper: 'Theorem 1; the arc-cosine kernel in the section on Gaussian rainbow networks.',
  },
  symmetry: {
    formula: R`\frac{\lVert C - Q^{\mathsf T} C\, Q \rVert}{\lVert C \rVert}`,
    assumption: 'The mirror acts on the activations of a layer nearly as a rotation Q of its channels.',
    paper: 'Theorem 3.',
  },
  data: {
    formula: R`x \mapsto \frac{x - \mu_c}{\sigma_c}`,
    assumption: 'Channels are normalised by the mean and deviation of the training images alone.',
    paper: 'Training recipe: appendix on experimental details.',
  },
  classes: {
    formula: R`M_{ab} = \#\{\,i : y_i = a,\ \hat y_i = b\,\}`,
    assumption: 'Test images only; every class should have many of them.',
    paper: 'Not in the paper, which gives accuracies.',
  },
  images: {
    formula: R`p(c \mid x) = \frac{e^{f_c(x)}}{\sum_k e^{f_k(x)}}`,
    assumption: 'One draw stands for its kind: another would answer differently on images like these.',
    paper: 'Not in the paper.',
  },
  histograms: {
    formula: R`h(v) = \#\{\,w : v \le w < v + \delta\,\}`,
    assumption: 'Every finite number is in a bar; those that are not finite are counted beside.',
    paper: 'Not in the paper; Gaussian at the start, as it was drawn or trained.',
  },
};
